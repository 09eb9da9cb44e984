/** One step of a runbook execution. Times are epoch milliseconds. */
export interface ExecutionStep {
  name: string;
  /** For example `aws:runCommand`. `aws:approve` and `aws:pause` wait for a signal. */
  action: string;
  /** `AutomationExecutionStatus`. */
  status: string;
  /** How long the step runs, in milliseconds; 0 for one that waits for a signal. */
  durationMs: number;
  startedAtMs?: number;
  endedAtMs?: number;
  failureMessage?: string;
  /** Number of approvals that a waiting step requires; one when absent. */
  approvals?: number;
  /** Shown to the approvers. */
  approvalMessage?: string;
  /** ARNs or names of those who may approve. */
  approvers?: string[];
  outputs?: Record<string, string[]>;
}

/** One runbook execution as the sandbox stores it. */
export interface Execution {
  /** 36 characters. */
  id: string;
  arn: string;
  region: string;
  account: string;
  document: string;
  version: string;
  executedBy: string;
  parameters: Record<string, string[]>;
  status: string;
  startedAtMs: number;
  endedAtMs?: number;
  failureMessage?: string;
  steps: ExecutionStep[];
}

const waitsForSignal: ReadonlySet<string> = new Set(['aws:approve', 'aws:pause']);

/** The step that runs or waits. */
export const currentStep = (execution: Execution) =>
  execution.steps.find((step) => step.status === 'InProgress' || step.status === 'Waiting');

/** Starts the next pending step, or ends the execution when there is none. */
export function startNextStep(execution: Execution, atMs: number): void {
  const next = execution.steps.find((step) => step.status === 'Pending');
  if (next === undefined) {
    execution.status = 'Success';
    execution.endedAtMs = atMs;
    return;
  }
  next.startedAtMs = atMs;
  next.status = waitsForSignal.has(next.action) ? 'Waiting' : 'InProgress';
  execution.status = next.status;
}

/** Ends the current step and starts the next. */
export function finishStep(execution: Execution, step: ExecutionStep, atMs: number): void {
  step.status = 'Success';
  step.endedAtMs = atMs;
  startNextStep(execution, atMs);
}

/** Ends the execution at the current step; later steps stay pending. */
export function failExecution(execution: Execution, status: string, message: string, atMs: number): void {
  const step = currentStep(execution);
  if (step !== undefined) Object.assign(step, { status, endedAtMs: atMs, failureMessage: message });
  Object.assign(execution, { status, endedAtMs: atMs, failureMessage: message });
}

/** Advances an execution to `nowMs`: steps whose duration is over succeed. */
export function settle(execution: Execution, nowMs: number): void {
  let step = currentStep(execution);
  while (step?.status === 'InProgress' && step.startedAtMs !== undefined) {
    const endMs = step.startedAtMs + step.durationMs;
    if (endMs > nowMs) return;
    finishStep(execution, step, endMs);
    step = currentStep(execution);
  }
}
