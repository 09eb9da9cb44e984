import { inBatches } from '../../batches.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { respondersIn } from '../../incidents/people/assignment-words.ts';
import type { Responders } from '../../incidents/people/responders.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import type { ReadEvent } from './timeline.ts';

/**
 * Reads who leads an incident and has its other roles from the custom events that the app wrote into the timeline.
 * @throws AppError when these cannot be read
 */
export type ReadResponders = (arn: IncidentArn) => Promise<Responders>;

/** Requests a second: a sixth of the quota. It is read once for an incident, where the store is new. */
const perSecond = 5;
const maxWaitMs = 5000;
/** The largest page that AWS returns. Older custom events are not read. */
const perPage = 100;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListTimelineEvents.html */
export function createReadResponders(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  readEvent: ReadEvent,
  now: () => number,
): ReadResponders {
  const pace = createPace(perSecond, now);
  return async ({ arn, account }) => {
    const role = await accounts.roleFor(account);
    const { ListTimelineEventsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const command = {
      incidentRecordArn: arn,
      filters: [{ key: 'eventType', condition: { equals: { stringValues: ['Custom Event'] } } }],
      sortBy: 'EVENT_TIME' as const,
      sortOrder: 'DESCENDING' as const,
      maxResults: perPage,
    };
    return inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
      const client = await clients.incidents(region, role);
      const { eventSummaries = [] } = await pace(() => client.send(new ListTimelineEventsCommand(command)), maxWaitMs);
      return respondersIn(await inBatches(eventSummaries, 5, (summary) => readEvent(summary, region, role)));
    });
  };
}
