import { inBatches } from '../../batches.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { mostNotes, type Note, noteOf, writtenTypes } from '../../incidents/timeline/note.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import { parseSummary, type ReadEvent } from './timeline.ts';

/**
 * Reads the newest notes and custom events of an incident.
 * @throws AppError when they cannot be read, or the requests for them would have to wait for seconds
 */
export type ReadNotes = (arn: IncidentArn) => Promise<Note[]>;

/** Requests a second: a third of the quota. The rest is for requests that people wait for. */
const perSecond = 10;
const maxWaitMs = 5000;
/** The largest page that AWS returns. */
const perPage = 100;

/**
 * AWS sorts events by the time that their author gave them, so the newest are chosen from a whole page. The data of each
 * event costs a request, once.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListTimelineEvents.html
 */
export function createReadNotes(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  readEvent: ReadEvent,
  now: () => number,
): ReadNotes {
  const pace = createPace(perSecond, now);
  return async ({ arn, account }) => {
    const role = await accounts.roleFor(account);
    const { ListTimelineEventsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const command = {
      incidentRecordArn: arn,
      filters: [{ key: 'eventType', condition: { equals: { stringValues: [...writtenTypes] } } }],
      sortBy: 'EVENT_TIME' as const,
      sortOrder: 'DESCENDING' as const,
      maxResults: perPage,
    };
    return inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
      const client = await clients.incidents(region, role);
      const { eventSummaries = [] } = await pace(() => client.send(new ListTimelineEventsCommand(command)), maxWaitMs);
      const newest = [...eventSummaries]
        .sort((a, b) => parseSummary(b).updatedAtMs - parseSummary(a).updatedAtMs)
        .slice(0, mostNotes);
      const events = await inBatches(newest, 5, (summary) => readEvent(summary, region, role));
      return events.flatMap((event) => noteOf(event) ?? []);
    });
  };
}
