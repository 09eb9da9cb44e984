import type { EventSummary } from '@aws-sdk/client-ssm-incidents';
import { inBatches } from '../../batches.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import type { Pace } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import { ofTypes, type ReadEvent } from './timeline.ts';

export interface EventsAsked {
  types: readonly string[];
  /** Of the request for the page. */
  pace: Pace;
  /** The events of the page to read with their data, which costs a request for each, once. */
  choose?: (page: EventSummary[]) => EventSummary[];
}

/**
 * Reads the events of some types from an incident's timeline, with their data: from one page, which begins with the latest
 * event. What is beyond the page is not read.
 * @throws AppError when they cannot be read, or the request for the page would have to wait for seconds
 */
export type ReadEventsOfTypes = (arn: IncidentArn, asked: EventsAsked) => Promise<TimelineEvent[]>;

const maxWaitMs = 5000;
/** The largest page that AWS returns. */
const perPage = 100;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListTimelineEvents.html */
export function createReadEventsOfTypes(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  readEvent: ReadEvent,
): ReadEventsOfTypes {
  return async ({ arn, account }, { types, pace, choose = (page) => page }) => {
    const role = await accounts.roleFor(account);
    const { ListTimelineEventsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const command = {
      incidentRecordArn: arn,
      filters: ofTypes(types),
      sortBy: 'EVENT_TIME' as const,
      sortOrder: 'DESCENDING' as const,
      maxResults: perPage,
    };
    return inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
      const client = await clients.incidents(region, role);
      const { eventSummaries } = await pace(() => client.send(new ListTimelineEventsCommand(command)), maxWaitMs);
      return inBatches(choose(required(eventSummaries)), 5, (summary) => readEvent(summary, region, role));
    });
  };
}
