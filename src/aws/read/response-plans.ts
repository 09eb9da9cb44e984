import type { Gap } from '../../incidents/gap.ts';
import type { OtherArn } from '../../incidents/naming/arn.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { singleFlight } from '../pace.ts';
import type { InRegions } from '../regions.ts';
import { fromAccounts } from './each-account.ts';

export interface PlanSummary {
  arn: string;
  account: string;
  name: string;
  displayName?: string;
}

/**
 * Lists the response plans of all allowed accounts.
 * @throws AppError when no account answers
 */
export type ListResponsePlans = () => Promise<{ plans: PlanSummary[]; gaps: Gap[] }>;

/** How long plans are cached, in milliseconds: long enough to serve a form and its submission. */
const cacheMs = 60_000;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListResponsePlans.html */
export function createListResponsePlans(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  now: () => number,
): ListResponsePlans {
  const recent = createRecent<PlanSummary[]>(100, now);
  const flights = singleFlight<PlanSummary[]>();

  async function ofAccount(account: string): Promise<PlanSummary[]> {
    const known = recent.get(account);
    if (known !== undefined) return known;
    const role = await accounts.roleFor(account);
    const { paginateListResponsePlans } = await import('@aws-sdk/client-ssm-incidents');
    const found = await inRegions('ssm-incidents:ListResponsePlans', async (region) => {
      const client = await clients.incidents(region, role);
      const plans: PlanSummary[] = [];
      for await (const page of paginateListResponsePlans({ client, pageSize: 100 }, {})) {
        for (const { arn = '', name = '', displayName } of page.responsePlanSummaries ?? []) {
          plans.push({ arn, account, name, ...(displayName && { displayName }) });
        }
      }
      return plans;
    });
    recent.set(account, found, cacheMs);
    return found;
  }

  return async () => {
    const { found, gaps } = await fromAccounts(await accounts.all(), async (account) => ({
      found: await flights(account, () => ofAccount(account)),
      gaps: [],
    }));
    return { plans: found, gaps };
  };
}

/** A response plan, with the defaults of the incidents that it starts. */
interface PlanFacts {
  arn: string;
  displayName?: string;
  /** Default title of its incidents. */
  title?: string;
  impact?: number;
  /** ARNs of the contacts and escalation plans it engages. */
  engagements: string[];
  /** The automation document it runs. */
  runbook?: string;
}

export type ReadPlan = (arn: Pick<OtherArn, 'arn' | 'account'>) => Promise<PlanFacts>;

/**
 * Creates the reader of response plans.
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
