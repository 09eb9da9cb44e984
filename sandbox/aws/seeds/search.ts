import { seedAccount, seedIncidents } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';
import { person, seedIncident } from './seed-incident.ts';

const rule = `arn:aws:events:eu-west-1:${seedAccount}:rule/search-index-stale`;
const ruleRole = `arn:aws:sts::${seedAccount}:assumed-role/StartIncidentFromRule/events`;

/** People of the embedded workspace. */
const grace = 'grace (U0GRACE001)';
const linus = 'linus (U0LINUS001)';

/** A medium incident that someone leads, started by an EventBridge rule, and one that was resolved yesterday. */
export function seedSearchIncidents(context: SeedContext): void {
  seedIncident(context, {
    arn: seedIncidents.rule,
    title: 'Search index is three hours old',
    impact: 3,
    summary: 'The nightly job ended early. Results are complete but stale; new products are missing.',
    startedMinutesAgo: 47,
    modifiedMinutesAgo: 20,
    source: { createdBy: ruleRole, invokedBy: 'events.amazonaws.com', source: 'aws.events', resourceArn: rule },
    events: [
      {
        minutesAgo: 47,
        type: 'SSM Incident Trigger',
        data: { createdIncident: true, incidentSource: 'aws.events', triggerArn: rule },
      },
      // As an app records who responds: Incident Manager has no field for that.
      { minutesAgo: 41, type: 'Custom Event', data: `Lead: ${grace} from Slack by ${grace}` },
      { minutesAgo: 38, type: 'Custom Event', data: `Role scribe: ${linus} from Slack by ${grace}` },
      { minutesAgo: 20, type: 'Note', data: 'Index job restarted by hand' },
    ],
  });
  seedIncident(context, {
    arn: seedIncidents.resolved,
    title: 'Search returns no results in German',
    impact: 2,
    summary:
      'A synonym file with a stray byte order mark emptied the German index.\n\n**Fixed** by restoring the file.',
    startedMinutesAgo: 1560,
    resolvedMinutesAgo: 1460,
    modifiedBy: `arn:aws:iam::${seedAccount}:user/draliatp`,
    events: [
      {
        minutesAgo: 1560,
        type: 'SSM Incident Start',
        data: { incidentTitle: 'Search returns no results in German', contactsEngage: [] },
      },
      {
        minutesAgo: 1460,
        type: 'SSM Incident Record Update',
        data: {
          modifiedBy: person,
          modifiedAttributes: [{ attributeName: 'status', newValue: 'RESOLVED' }],
          incidentTitle: 'Search returns no results in German',
        },
      },
    ],
  });
}
