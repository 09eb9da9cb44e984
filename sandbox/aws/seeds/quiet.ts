import { seedIncidents } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';
import { seedIncident } from './seed-incident.ts';

/** Incidents that need no attention: one without a title, one of low impact, one of no impact. */
export function seedQuiet(context: SeedContext): void {
  seedIncident(context, { arn: seedIncidents.emptyTitle, title: '', summary: '', impact: 4, startedMinutesAgo: 190 });
  seedIncident(context, {
    arn: seedIncidents.low,
    title: 'Product pictures load slowly in the admin tool',
    impact: 4,
    summary: 'Shop front is not affected.',
    startedMinutesAgo: 320,
    modifiedMinutesAgo: 250,
  });
  seedIncident(context, {
    arn: seedIncidents.noImpact,
    title: 'Drill: lose one zone of checkout',
    impact: 5,
    summary: 'Planned exercise, no customer sees anything.',
    startedMinutesAgo: 28,
  });
}
