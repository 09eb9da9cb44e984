/**
 * A runbook of an incident: one SSM Automation execution. Only `arn` is certain; the rest is there when the app's role
 * may read the execution.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html
 */
export interface Runbook {
  arn: string;
  /** Name of the automation document. */
  document?: string;
  /** `AutomationExecutionStatus`, as AWS spells it. */
  status?: string;
  /** Number of the step that runs, waits or failed last, from 1. */
  step?: number;
  stepCount?: number;
  stepName?: string;
  /** `Action` of that step, for example `aws:approve`. */
  stepAction?: string;
  /** What AWS says of a failure; untrusted text. */
  failureMessage?: string;
  startedAtMs?: number;
  endedAtMs?: number;
  /** What is told of it was read before the rest of the reading: it may have gone on since. */
  older?: true;
}

/** What a runbook's state asks of people. */
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

/** Sorts `AutomationExecutionStatus` by what it asks of people; a status AWS adds later is `unknown`. */
export function runbookPhase({ status = '' }: Runbook): RunbookPhase {
  return (Object.hasOwn(phases, status) && phases[status]) || 'unknown';
}
