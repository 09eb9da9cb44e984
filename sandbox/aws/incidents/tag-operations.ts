import type { TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ssm-incidents';
import { accountOf } from '../arns.ts';
import type { Caller } from '../handler.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { accessDenied, notFound, ServiceError, validationError } from '../service-error.ts';
import type { IncidentContext } from './incident-context.ts';

const mostTags = 50;

/** The operations on tags. Only the owner of a resource can read or change its tags. */
export function tagOperations(context: IncidentContext): Operations {
  function tagsOf(arn: string, caller: Caller, action: string): Record<string, string> {
    if (!/^arn:aws[a-z-]*:ssm-incidents:/.test(arn)) throw validationError(`${arn} is not a resource of this service`);
    if (accountOf(arn) !== caller.account) throw accessDenied(caller.principal, `ssm-incidents:${action}`, arn);
    const set = context.replicationSetOf(caller.account).arn;
    if (!context.incidents.has(arn) && !context.plans.has(arn) && arn !== set) {
      throw notFound(arn.includes(':response-plan/') ? 'RESPONSE_PLAN' : 'INCIDENT_RECORD', arn);
    }
    return context.tags.get(arn) ?? {};
  }

  return {
    ListTagsForResource({ resourceArn }: { resourceArn: string }, caller: Caller) {
      return { tags: tagsOf(resourceArn, caller, 'ListTagsForResource') };
    },

    TagResource({ resourceArn, tags }: Checked<TagResourceRequest>, caller: Caller): object {
      const all = { ...tagsOf(resourceArn, caller, 'TagResource'), ...tags };
      if (Object.keys(all).length > mostTags) {
        throw new ServiceError('ServiceQuotaExceededException', 402, `A resource has at most ${mostTags} tags`, {
          serviceCode: 'ssm-incidents',
          quotaCode: 'tags-per-resource',
        });
      }
      context.tags.set(resourceArn, all);
      return {};
    },

    UntagResource({ resourceArn, tagKeys }: Checked<UntagResourceRequest>, caller: Caller): object {
      const left = Object.entries(tagsOf(resourceArn, caller, 'UntagResource')).filter(
        ([key]) => !tagKeys.includes(key),
      );
      context.tags.set(resourceArn, Object.fromEntries(left));
      return {};
    },
  };
}
