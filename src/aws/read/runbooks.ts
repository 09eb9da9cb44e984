import type { AutomationExecution, StepExecution } from '@aws-sdk/client-ssm';
import { inBatches } from '../../batches.ts';
import { within } from '../../deadline.ts';
import { type OtherArn, regionOf } from '../../incidents/naming/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { type Approval, type Runbook, runbookPhase } from '../../incidents/runbook.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { singleFlight } from '../pace.ts';

/** The number of executions that are read concurrently. */
const width = 10;
const hourMs = 3_600_000;

/** @param patienceMs what is not read by then is an ARN without a state; absent: all are waited for */
export type ReadRunbooks = (
  record: Pick<IncidentRecord, 'automationExecutions'>,
  patienceMs?: number,
) => Promise<Runbook[]>;

/**
 * Reads the live state of an incident's automation executions, each in its own Region and account. What the app's role
 * may not read is an ARN without a state, never an error: the card has links then.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetAutomationExecution.html
 */
export function createReadRunbooks(clients: AwsClients, accounts: Accounts, now: () => number): ReadRunbooks {
  const recent = createRecent<Runbook>(1000, now);
  const flights = singleFlight<Runbook>();

  async function read(arn: string): Promise<Runbook> {
    const region = regionOf(arn);
    const [, , , , account = ''] = arn.split(':');
    if (region === undefined) return { arn };
    const { GetAutomationExecutionCommand } = await import('@aws-sdk/client-ssm');
    const client = await clients.automation(region, await accounts.roleFor(account));
    const AutomationExecutionId = arn.slice(arn.lastIndexOf('/') + 1);
    const { AutomationExecution: execution } = await client.send(
      new GetAutomationExecutionCommand({ AutomationExecutionId }),
    );
    return execution === undefined ? { arn } : parseExecution(arn, execution);
  }

  async function readOnce(arn: string): Promise<Runbook> {
    const known = recent.get(arn);
    if (known !== undefined) return known;
    const runbook = await read(arn).catch((): Runbook => ({ arn }));
    const phase = runbookPhase(runbook);
    // An ended execution never changes again; a refused one is not asked again at once.
    recent.set(arn, runbook, phase === 'done' || phase === 'failed' ? hourMs : phase === 'unknown' ? 60_000 : 1000);
    return runbook;
  }

  // A record holds at most 100 of them, see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_IncidentRecord.html
  return async (record, patienceMs) => {
    const arns = record.automationExecutions.filter((each) => typeof each === 'string');
    const read = new Map<string, Runbook>();
    const reading = inBatches(arns, width, async (arn) => {
      read.set(arn, await flights(arn, () => readOnce(arn)));
    });
    if (patienceMs === undefined) await reading;
    else await within(patienceMs, reading).catch(() => undefined);
    return arns.map((arn) => read.get(arn) ?? { arn });
  };
}

const failedStatus = new Set(['Failed', 'TimedOut', 'Cancelled']);

/** The step people ask about: the one that failed, else the one that runs or waits. */
function tellingStep(execution: AutomationExecution, steps: readonly StepExecution[]): number {
  const failed = steps.findIndex((step) => failedStatus.has(step.StepStatus ?? ''));
  if (failed !== -1) return failed;
  return steps.findIndex((step) => step.StepName === execution.CurrentStepName);
}

function parseExecution(arn: string, execution: AutomationExecution): Runbook {
  const steps = execution.StepExecutions ?? [];
  const index = tellingStep(execution, steps);
  const step = steps[index];
  const stepName = step?.StepName ?? execution.CurrentStepName;
  const stepAction = step?.Action ?? execution.CurrentAction;
  const failureMessage = step?.FailureMessage ?? execution.FailureMessage;
  const stepCount = Math.max(execution.ProgressCounters?.TotalSteps ?? 0, steps.length);
  return {
    arn,
    ...(execution.DocumentName && { document: execution.DocumentName }),
    ...(execution.AutomationExecutionStatus && { status: execution.AutomationExecutionStatus }),
    ...(step && { step: index + 1 }),
    ...(stepCount > 0 && { stepCount }),
    ...(stepName && { stepName }),
    ...(stepAction && { stepAction }),
    ...(stepAction === 'aws:approve' && step?.Inputs && { approval: parseApproval(step.Inputs) }),
    ...(failureMessage && { failureMessage }),
    ...(execution.ExecutionStartTime && { startedAtMs: execution.ExecutionStartTime.getTime() }),
    ...(execution.ExecutionEndTime && { endedAtMs: execution.ExecutionEndTime.getTime() }),
  };
}

const mostApprovers = 20;

/** Systems Manager returns the inputs of a step as JSON texts. */
function parseApproval(inputs: Readonly<Record<string, string>>): Approval {
  const [message, approvers, needed] = ['Message', 'Approvers', 'MinRequiredApprovals'].map((name) =>
    unwrapped(inputs[name]),
  );
  const list = (Array.isArray(approvers) ? approvers : [approvers]).filter(
    (one) => typeof one === 'string' && one !== '',
  );
  return {
    approvers: list.slice(0, mostApprovers) as string[],
    ...(typeof message === 'string' && message !== '' && { message }),
    ...(Number(needed) > 0 && { needed: Number(needed) }),
  };
}

function unwrapped(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Reads one automation execution; what the app's role may not read is its ARN alone. */
export type ReadExecution = (arn: OtherArn) => Promise<Runbook>;

/** @throws AppError `account_not_allowed` from the reader */
export function createReadExecution(accounts: Accounts, readRunbooks: ReadRunbooks): ReadExecution {
  return async ({ arn, account }) => {
    await accounts.roleFor(account);
    const [runbook] = await readRunbooks({ automationExecutions: [arn] });
    return runbook ?? { arn };
  };
}
