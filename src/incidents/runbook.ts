/**
 * A runbook of an incident: an SSM Automation execution. Only `arn` is always present; the rest requires that the app's role
 * may read the execution.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html
 */
export interface Runbook {
  arn: string;
  /** Name of the automation document. */
  document?: string;
  /** `AutomationExecutionStatus`, as AWS spells it. */
  status?: string;
  /** The step that is running, waiting or failed last, from 1. */
  step?: number;
  stepCount?: number;
  stepName?: string;
  /** `Action` of that step, for example `aws:approve`. */
  stepAction?: string;
  /** What a waiting `aws:approve` step asks for. */
  approval?: Approval;
  /** AWS's message about a failure; untrusted. */
  failureMessage?: string;
  startedAtMs?: number;
  endedAtMs?: number;
  /** Read earlier than the rest of the snapshot, so that it may have changed since. */
  older?: true;
}

/**
 * The inputs of an `aws:approve` step; untrusted.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
 */
export interface Approval {
  message?: string;
  /** ARNs of users and roles, user names, or SSO users. */
  approvers: string[];
  /** How many of them must approve. */
  needed?: number;
}

/** The phase of a runbook: what its state means for people. */
export type RunbookPhase = 'running' | 'waiting' | 'done' | 'failed' | 'unknown';

const phases: Readonly<Record<string, RunbookPhase>> = {
  Pending: 'running',
  InProgress: 'running',
  Approved: 'running',
  RunbookInProgress: 'running',
  ChangeCalendarOverrideApproved: 'running',
  Cancelling: 'running',
  Scheduled: 'running',
  Waiting: 'waiting',
  PendingApproval: 'waiting',
  PendingChangeCalendarOverride: 'waiting',
  Success: 'done',
  CompletedWithSuccess: 'done',
  Exited: 'done',
  Failed: 'failed',
  TimedOut: 'failed',
  Cancelled: 'failed',
  Rejected: 'failed',
  ChangeCalendarOverrideRejected: 'failed',
  CompletedWithFailure: 'failed',
};

/** The phase of an `AutomationExecutionStatus`; `unknown` for an unknown status. */
export function runbookPhase({ status = '' }: Runbook): RunbookPhase {
  return (Object.hasOwn(phases, status) && phases[status]) || 'unknown';
}

/** Whether the runbook can be approved or rejected right now. */
export const awaitsApproval = ({ status, stepAction }: Runbook): boolean =>
  status === 'PendingApproval' || (status === 'Waiting' && stepAction === 'aws:approve');
