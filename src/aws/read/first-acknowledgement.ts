import type { IncidentArn } from '../../incidents/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';

/** When somebody first acknowledged a page of an incident, in epoch milliseconds; `undefined`: nobody did. */
export type ReadFirstAcknowledgement = (arn: IncidentArn) => Promise<number | undefined>;

/** Half of what the quota allows: people come first. */
const perSecond = 15;
const patienceMs = 10_000;

/**
 * Asks the timeline, which allows more requests than the contacts service does.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListTimelineEvents.html
 */
export function createReadFirstAcknowledgement(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  now: () => number,
): ReadFirstAcknowledgement {
  const pace = createPace(perSecond, now);
  const eventType = 'SSM Contacts Page Acknowledgement for Incident';
  return async ({ arn, account }) => {
    const role = await accounts.roleFor(account);
    const { ListTimelineEventsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const command = {
      incidentRecordArn: arn,
      filters: [{ key: 'eventType', condition: { equals: { stringValues: [eventType] } } }],
      sortBy: 'EVENT_TIME' as const,
      sortOrder: 'ASCENDING' as const,
      maxResults: 1,
    };
    const ask = () =>
      inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
        const client = await clients.incidents(region, role);
        return client.send(new ListTimelineEventsCommand(command));
      });
    const { eventSummaries = [] } = await pace(ask, patienceMs);
    return eventSummaries[0]?.eventTime?.getTime();
  };
}
