import type { GetReplicationSetInput, ListReplicationSetsInput } from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { notFound } from '../service-error.ts';
import { checkAccess, type IncidentContext } from './incident-context.ts';

/** The operations on an account's one replication set; they answer in every Region. */
export function replicationSetOperations(context: IncidentContext): Operations {
  return {
    ListReplicationSets(_: Checked<ListReplicationSetsInput>, { account }: Caller) {
      return { replicationSetArns: [context.replicationSetOf(account).arn] };
    },

    GetReplicationSet({ arn }: Checked<GetReplicationSetInput>, caller: Caller) {
      checkAccess(context, arn, caller, 'GetReplicationSet');
      const replicationSet = context.replicationSetOf(caller.account);
      if (replicationSet.arn !== arn) throw notFound('REPLICATION_SET', arn);
      return { replicationSet };
    },
  };
}
