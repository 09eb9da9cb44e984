import type { GetResourcePoliciesInput, PutResourcePolicyInput } from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { findPlan, type IncidentContext } from './incident-context.ts';

const defaultPageSize = 50;

/** The operations on a response plan's resource policies. Policies are stored and returned, not evaluated. */
export function policyOperations(context: IncidentContext): Operations {
  return {
    GetResourcePolicies(input: Checked<GetResourcePoliciesInput>, caller: Caller) {
      const { resourceArn, maxResults = defaultPageSize, nextToken } = input;
      findPlan(context, resourceArn, caller, 'GetResourcePolicies');
      const page = pageOf(context.policies.get(resourceArn) ?? [], maxResults, nextToken);
      return { resourcePolicies: page.items, nextToken: page.next };
    },

    PutResourcePolicy({ resourceArn, policy }: Checked<PutResourcePolicyInput>, caller: Caller) {
      findPlan(context, resourceArn, caller, 'PutResourcePolicy');
      const policyId = context.newId();
      const policies = context.policies.get(resourceArn) ?? [];
      policies.push({ policyId, policyDocument: policy, ramResourceShareRegion: caller.region });
      context.policies.set(resourceArn, policies);
      return { policyId };
    },
  };
}
