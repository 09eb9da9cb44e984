import { executionArn } from '../automation/automation.ts';
import { stepsOf } from '../automation/documents.ts';
import { currentStep, type Execution, failExecution, finishStep, startNextStep } from '../automation/execution.ts';
import { seedAccount } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';

/** The short form of a runbook execution. */
interface ExecutionSeed {
  id: string;
  document: string;
  region: string;
  startedMinutesAgo: number;
  /** Number of completed steps. */
  doneSteps: number;
  /** Failure message of the step after them. */
  failure?: string;
}

/** Adds an execution to the embedded Systems Manager. @returns its ARN */
export function seedExecution({ automation, nowMs }: SeedContext, seed: ExecutionSeed): string {
  const startedAtMs = nowMs - seed.startedMinutesAgo * 60_000;
  const execution: Execution = {
    id: seed.id,
    arn: executionArn(seed.id, seedAccount, seed.region),
    region: seed.region,
    account: seedAccount,
    document: seed.document,
    version: '4',
    executedBy: `arn:aws:sts::${seedAccount}:assumed-role/IncidentRunbooks/ssm-incidents`,
    parameters: {},
    status: 'Pending',
    startedAtMs,
    steps: stepsOf(seed.document),
  };
  let atMs = startedAtMs;
  startNextStep(execution, atMs);
  for (let done = 0; done < seed.doneSteps; done += 1) {
    const step = currentStep(execution);
    if (step === undefined) break;
    atMs += step.durationMs;
    finishStep(execution, step, atMs);
  }
  if (seed.failure !== undefined) failExecution(execution, 'Failed', seed.failure, atMs + 10 * 60_000);
  automation.put(execution);
  return execution.arn;
}
