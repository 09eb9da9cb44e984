import * as client from '@aws-sdk/client-ssm-incidents';
import type { ServiceHandler } from '../handler.ts';
import { idempotent } from '../idempotent.ts';
import type { Operation, Operations } from '../protocol/operation.ts';
import { restJsonService, restRoutes } from '../protocol/rest-json.ts';
import { accessDenied, notFound } from '../service-error.ts';
import { incidentConstraints } from './constraints.ts';
import { findingOperations } from './finding-operations.ts';
import type { IncidentContext } from './incident-context.ts';
import { planOperations } from './plan-operations.ts';
import { policyOperations } from './policy-operations.ts';
import { recordOperations } from './record-operations.ts';
import { relatedItemOperations } from './related-item-operations.ts';
import { replicationSetOperations } from './replication-set-operations.ts';
import { startOperation } from './start-operation.ts';
import { tagOperations } from './tag-operations.ts';
import { timelineOperations } from './timeline-operations.ts';

export const incidentRoutes = restRoutes(client);

/** Incident Manager over HTTP. Operations that are not implemented answer AccessDeniedException. */
export function incidentService(context: IncidentContext): ServiceHandler {
  const operations = idempotent(
    {
      ...recordOperations(context),
      ...startOperation(context),
      ...timelineOperations(context),
      ...relatedItemOperations(context),
      ...planOperations(context),
      ...findingOperations(context),
      ...tagOperations(context),
      ...policyOperations(context),
    },
    'clientToken',
  );
  return restJsonService(
    incidentRoutes,
    incidentConstraints,
    { ...insideReplicationSet(context, operations), ...replicationSetOperations(context) },
    (operation, { principal }) => accessDenied(principal, `ssm-incidents:${operation}`),
  );
}

/** A Region outside the account's replication set has no resources. */
function insideReplicationSet(context: IncidentContext, operations: Operations): Operations {
  const guarded = ([name, operation]: [string, Operation]): [string, Operation] => [
    name,
    (input, caller) => {
      const { arn, regionMap } = context.replicationSetOf(caller.account);
      if (regionMap[caller.region]?.status !== 'ACTIVE') throw notFound('REPLICATION_SET', arn);
      return operation(input, caller);
    },
  ];
  return Object.fromEntries(Object.entries(operations).map(guarded));
}
