/** One step of a runbook execution. Times are epoch milliseconds. */
export interface ExecutionStep {
  name: string;
  /** For example `aws:runCommand`. `aws:approve` and `aws:pause` wait for a signal. */
  action: string;
  /** `AutomationExecutionStatus`. */
  status: string;
  /** How long the step runs by itself; 0 for one that waits. */
  durationMs: number;
  startedAtMs?: number;
  endedAtMs?: number;
  failureMessage?: string;
  /** How many approvals a step needs that waits for them; one when absent. */
  approvals?: number;
  outputs?: Record<string, string[]>;
}

/** One runbook execution as the sandbox keeps it. */
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

/** Starts the first step that has not begun, or ends the execution when none is left. */
export function beginNextStep(execution: Execution, atMs: number): void {
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

/** Ends the current step and begins the next. */
export function finishStep(execution: Execution, step: ExecutionStep, atMs: number): void {
  step.status = 'Success';
  step.endedAtMs = atMs;
  beginNextStep(execution, atMs);
}

/** Ends the execution at the current step; the steps behind it stay pending. */
export function failExecution(execution: Execution, status: string, message: string, atMs: number): void {
  const step = currentStep(execution);
  if (step !== undefined) Object.assign(step, { status, endedAtMs: atMs, failureMessage: message });
  Object.assign(execution, { status, endedAtMs: atMs, failureMessage: message });
}

/** Brings an execution forward to `nowMs`: steps whose time is over succeed. */
export function settle(execution: Execution, nowMs: number): void {
  let step = currentStep(execution);
  while (step?.status === 'InProgress' && step.startedAtMs !== undefined) {
    const endMs = step.startedAtMs + step.durationMs;
    if (endMs > nowMs) return;
    finishStep(execution, step, endMs);
    step = currentStep(execution);
  }
}
