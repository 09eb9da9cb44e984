import type { ReplicationSet } from '@aws-sdk/client-ssm-incidents';
import { accountOf } from '../arns.ts';
import type { Automation } from '../automation/automation.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Caller } from '../handler.ts';
import type { OpsItems } from '../ops-items/ops-items.ts';
import type { Checked } from '../protocol/operation.ts';
import { accessDenied, notFound } from '../service-error.ts';
import type { Change } from './change.ts';
import type { StoredIncident, StoredPlan, StoredPolicy } from './stored-incident.ts';

export type StoredReplicationSet = Checked<ReplicationSet> & { arn: string };

/** The state that Incident Manager's operations work on. */
export interface IncidentContext {
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
  automation: Automation;
  contacts: Contacts;
  opsItems: OpsItems;
  /** By ARN. */
  incidents: Map<string, StoredIncident>;
  /** By ARN. */
  plans: Map<string, StoredPlan>;
  /** Tags, by the ARN of the resource. */
  tags: Map<string, Record<string, string>>;
  /** Resource policies, by the ARN of the response plan. */
  policies: Map<string, StoredPolicy[]>;
  /** Accounts that a response plan is shared with, by the plan's ARN. */
  shares: Map<string, Set<string>>;
  replicationSetOf(account: string): StoredReplicationSet;
  emit(change: Change): void;
}

const planOf = (incidentArn: string) => incidentArn.replace(/:incident-record\/([^/]+)\/.*$/, ':response-plan/$1');

/** @throws ServiceError AccessDeniedException for an ARN of another account that shares nothing with the caller */
export function checkAccess(context: IncidentContext, arn: string, caller: Caller, action: string): void {
  if (accountOf(arn) === caller.account) return;
  const shared = context.shares.get(planOf(arn))?.has(caller.account) === true;
  // Sharing a plan allows others to work on its incidents, but not to delete anything.
  if (!shared || action.startsWith('Delete')) throw accessDenied(caller.principal, `ssm-incidents:${action}`, arn);
}

/** The incident with this ARN, or `undefined`. @throws ServiceError AccessDeniedException */
export function lookUpIncident(context: IncidentContext, arn: string, caller: Caller, action: string) {
  checkAccess(context, arn, caller, action);
  return context.incidents.get(arn);
}

/** @throws ServiceError ResourceNotFoundException, AccessDeniedException */
export function findIncident(context: IncidentContext, arn: string, caller: Caller, action: string): StoredIncident {
  const incident = lookUpIncident(context, arn, caller, action);
  if (incident === undefined) throw notFound('INCIDENT_RECORD', arn);
  return incident;
}

/** @throws ServiceError ResourceNotFoundException, AccessDeniedException */
export function findPlan(context: IncidentContext, arn: string, caller: Caller, action: string): StoredPlan {
  checkAccess(context, arn, caller, action);
  const plan = context.plans.get(arn);
  if (plan === undefined) throw notFound('RESPONSE_PLAN', arn);
  return plan;
}
