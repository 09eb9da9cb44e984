import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import { ofTypes } from './timeline.ts';

/** When a page of an incident was first acknowledged, in epoch milliseconds; `undefined`: not acknowledged. */
export type ReadFirstAcknowledgement = (arn: IncidentArn) => Promise<number | undefined>;

/** Requests a second: half of the quota. The other half is for requests that people wait for. */
const perSecond = 15;
const maxWaitMs = 10_000;

/**
 * Finds the first acknowledgement in the timeline, whose quota is higher than that of the contacts service.
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
      filters: ofTypes([eventType]),
      sortBy: 'EVENT_TIME' as const,
      sortOrder: 'ASCENDING' as const,
      maxResults: 1,
    };
    const request = () =>
      inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
        const client = await clients.incidents(region, role);
        return client.send(new ListTimelineEventsCommand(command));
      });
    const { eventSummaries } = await pace(request, maxWaitMs);
    return required(eventSummaries)[0]?.eventTime?.getTime();
  };
}
