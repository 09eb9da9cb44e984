import type { OtherArn } from '../incidents/arn.ts';
import type { Accounts } from './accounts.ts';
import type { AwsClients } from './clients.ts';
import type { InRegions } from './regions.ts';

/** What a response plan says of the incidents it starts. */
interface PlanFacts {
  arn: string;
  displayName?: string;
  /** Title and impact of its incidents. */
  title?: string;
  impact?: number;
  /** ARNs of the contacts and escalation plans it engages. */
  engagements: string[];
  /** The automation document it runs. */
  runbook?: string;
}

export type ReadPlan = (arn: Pick<OtherArn, 'arn' | 'account'>) => Promise<PlanFacts>;

/**
 * Makes the reader of response plans.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_GetResponsePlan.html
 */
export function createReadPlan(clients: AwsClients, accounts: Accounts, inRegions: InRegions): ReadPlan {
  return async ({ arn, account }) => {
    const role = await accounts.roleFor(account);
    const { GetResponsePlanCommand } = await import('@aws-sdk/client-ssm-incidents');
    return inRegions('ssm-incidents:GetResponsePlan', async (region) => {
      const client = await clients.incidents(region, role);
      const plan = await client.send(new GetResponsePlanCommand({ arn }));
      const { title, impact } = plan.incidentTemplate ?? {};
      const [runbook] = (plan.actions ?? []).flatMap((action) => action.ssmAutomation?.documentName ?? []);
      return {
        arn,
        ...(plan.displayName && { displayName: plan.displayName }),
        ...(title && { title }),
        ...(impact !== undefined && { impact }),
        engagements: plan.engagements ?? [],
        ...(runbook && { runbook }),
      };
    });
  };
}
