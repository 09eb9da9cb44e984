import { stepsOf } from './documents.ts';
import { type Execution, failExecution, settle, startNextStep } from './execution.ts';

interface StartExecution {
  document: string;
  version?: string | undefined;
  region: string;
  account: string;
  executedBy: string;
  parameters?: Record<string, string[]> | undefined;
}

/** The runbook executions of the embedded Systems Manager. */
export interface Automation {
  /** Starts a runbook: its first step runs at once, the others follow with time. */
  start(request: StartExecution): Execution;
  /** Adds an execution as it is. */
  put(execution: Execution): void;
  /** The execution with this ARN, or with this id in this account and Region, advanced to the present time. */
  find(arn: string): Execution | undefined;
  find(id: string, account: string, region: string): Execution | undefined;
  /** Fails the current step, and the execution with it. */
  fail(arn: string, message: string): void;
}

/** @param now epoch milliseconds */
export function createAutomation({ now, newId }: { now: () => number; newId: () => string }): Automation {
  const executions = new Map<string, Execution>();

  const automation: Automation = {
    start({ document, version = '1', region, account, executedBy, parameters = {} }) {
      const id = newId();
      const execution: Execution = {
        id,
        arn: executionArn(id, account, region),
        region,
        account,
        document,
        version,
        executedBy,
        parameters,
        status: 'Pending',
        startedAtMs: now(),
        steps: stepsOf(document),
      };
      startNextStep(execution, now());
      executions.set(execution.arn, execution);
      return execution;
    },

    put: (execution) => void executions.set(execution.arn, execution),

    find(arnOrId: string, account?: string, region?: string) {
      const arn = account === undefined || region === undefined ? arnOrId : executionArn(arnOrId, account, region);
      const execution = executions.get(arn);
      if (execution !== undefined) settle(execution, now());
      return execution;
    },

    fail(arn, message) {
      const execution = automation.find(arn);
      if (execution !== undefined) failExecution(execution, 'Failed', message, now());
    },
  };
  return automation;
}

export const executionArn = (id: string, account: string, region: string) =>
  `arn:aws:ssm:${region}:${account}:automation-execution/${id}`;
