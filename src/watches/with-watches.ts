import type { ListedIncident } from '../cards/words/incident-line.ts';
import type { Watch } from '../incidents/watch.ts';
import type { StoredWatch } from './watch.ts';

/** When to expect the next status update, in epoch milliseconds: its due time plus the current delay from quotas. */
export function expectedPostMs({ nextPostMs, lateMs = 0 }: Watch): number | undefined {
  return nextPostMs === undefined ? undefined : nextPostMs + lateMs;
}

/** Adds to each incident whether a channel watches it, and when its next status update is expected. */
export function withWatches(incidents: readonly ListedIncident[], watches: readonly StoredWatch[]): ListedIncident[] {
  const byArn = new Map(watches.map(({ watch }) => [watch.arn, watch]));
  return incidents.map((incident) => {
    const watch = byArn.get(incident.arn.arn);
    if (watch === undefined) return incident;
    const nextPostAtMs = expectedPostMs(watch);
    return { ...incident, watched: true, ...(nextPostAtMs !== undefined && { nextPostAtMs }) };
  });
}
