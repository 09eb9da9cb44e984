import type {
  CreateResponsePlanInput,
  DeleteResponsePlanInput,
  GetResponsePlanInput,
  ListResponsePlansInput,
  UpdateResponsePlanInput,
} from '@aws-sdk/client-ssm-incidents';
import { accountOf } from '../arns.ts';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { conflict } from '../service-error.ts';
import { checkAccess, findPlan, type IncidentContext } from './incident-context.ts';

const defaultPageSize = 50;

/** The operations on response plans. */
export function planOperations(context: IncidentContext): Operations {
  return {
    GetResponsePlan({ arn }: Checked<GetResponsePlanInput>, caller: Caller) {
      return findPlan(context, arn, caller, 'GetResponsePlan');
    },

    ListResponsePlans(
      { maxResults = defaultPageSize, nextToken }: Checked<ListResponsePlansInput>,
      { account }: Caller,
    ) {
      const plans = [...context.plans.values()]
        .filter(({ arn }) => accountOf(arn) === account || context.shares.get(arn)?.has(account) === true)
        .sort((a, b) => a.name.localeCompare(b.name));
      const page = pageOf(plans, maxResults, nextToken);
      const summaries = page.items.map(({ arn, name, displayName }) => ({ arn, name, displayName }));
      return { responsePlanSummaries: summaries, nextToken: page.next };
    },

    CreateResponsePlan(input: Checked<CreateResponsePlanInput>, { account }: Caller) {
      const { clientToken: _, tags, ...plan } = input;
      const arn = `arn:aws:ssm-incidents::${account}:response-plan/${plan.name}`;
      if (context.plans.has(arn)) throw conflict('The response plan exists already', 'RESPONSE_PLAN', arn);
      context.plans.set(arn, { ...plan, arn });
      if (tags !== undefined) context.tags.set(arn, { ...tags });
      return { arn };
    },

    UpdateResponsePlan(input: Checked<UpdateResponsePlanInput>, caller: Caller): object {
      const plan = findPlan(context, input.arn, caller, 'UpdateResponsePlan');
      const { displayName, chatChannel, engagements, actions, integrations } = input;
      Object.assign(plan, given({ displayName, chatChannel, engagements, actions, integrations }));
      const template = {
        title: input.incidentTemplateTitle,
        impact: input.incidentTemplateImpact,
        summary: input.incidentTemplateSummary,
        dedupeString: input.incidentTemplateDedupeString,
        notificationTargets: input.incidentTemplateNotificationTargets,
        incidentTags: input.incidentTemplateTags,
      };
      Object.assign(plan.incidentTemplate, given(template));
      return {};
    },

    /** Deleting a plan that does not exist is not an error. Incidents of the plan stay. */
    DeleteResponsePlan({ arn }: Checked<DeleteResponsePlanInput>, caller: Caller): object {
      checkAccess(context, arn, caller, 'DeleteResponsePlan');
      context.plans.delete(arn);
      context.tags.delete(arn);
      return {};
    },
  };
}

const given = (members: object) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
