import type { AutomationExecution } from '@aws-sdk/client-ssm';
import { AppError } from '../../errors.ts';
import { regionOf } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { toAwsError } from '../fault.ts';
import type { WriteOnce } from './write-once.ts';

interface Decision {
  /** ARN of the automation execution. */
  execution: string;
  /** The step to decide, from 1; absent: the step that is waiting. */
  step?: number;
  signal: 'Approve' | 'Reject';
  /** At most 500 characters; may be empty. */
  comment: string;
}

/**
 * Approves or rejects a waiting runbook, then waits until it continues.
 * @throws AppError `conflict` when the runbook no longer waits, or when the outcome of an earlier attempt is unknown
 */
export type DecideRunbook = (decision: Decision, once: WriteOnce) => Promise<void>;

/** The delays between reads of a decided runbook until it continues, in milliseconds. */
const pollDelaysMs = [100, 300, 600, 1000, 1500];
const waiting = new Set(['Waiting', 'PendingApproval']);

/** The state of an approval step. */
interface ApprovalState {
  /** The waiting step, from 1; 0: AWS does not say which; `undefined`: the execution is not waiting. */
  step: number | undefined;
  /** The number of approvals that the step needs. */
  needed: number;
  /** Whether AWS lists the decisions about the step so far. */
  names: boolean;
  /** Whether a decision has this mark in its comment. */
  marked: boolean;
}

function parseApprovalState(execution: AutomationExecution | undefined, mark: string): ApprovalState {
  const steps = execution?.StepExecutions ?? [];
  const waits = waiting.has(execution?.AutomationExecutionStatus ?? '');
  const index = steps.findIndex(({ StepStatus }) => waiting.has(StepStatus ?? ''));
  const { Inputs, Outputs } = steps[index] ?? {};
  return {
    step: waits ? index + 1 : undefined,
    // A JSON value, with or without quotation marks.
    needed: Number(Inputs?.MinRequiredApprovals?.replaceAll(/\D/g, '') || 1),
    names: Outputs?.ApproverDecisions !== undefined,
    marked: steps.some((step) => step.Outputs?.ApproverDecisions?.some((decision) => decision.includes(mark))),
  };
}

/**
 * Creates `DecideRunbook`. Signals have no idempotency token: a second approval may count as another approver's, or apply
 * to the next step. Each signal is therefore for one step, with a mark in its comment that a retry finds in the step's
 * `ApproverDecisions`. After a lost response, if the step needs several approvals and AWS lists none, the signal is not
 * sent again: the requester has to check. Not covered: a signal that AWS applies after the last read of the runbook.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendAutomationSignal.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
 */
export function createDecideRunbook(
  clients: AwsClients,
  accounts: Accounts,
  sleep: (ms: number) => Promise<void>,
): DecideRunbook {
  return async ({ execution, step, signal, comment }, once) => {
    const mark = `[${once.token.slice(0, 8)}]`;
    const [, , , , account = ''] = execution.split(':');
    const region = regionOf(execution) ?? '';
    const AutomationExecutionId = execution.slice(execution.lastIndexOf('/') + 1);
    const { GetAutomationExecutionCommand, SendAutomationSignalCommand } = await import('@aws-sdk/client-ssm');
    const role = await accounts.roleFor(account);
    const [client, sender] = [await clients.automation(region, role), await clients.automation(region, role, 'once')];

    async function read(): Promise<ApprovalState> {
      const answer = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
      return parseApprovalState(answer.AutomationExecution, mark);
    }

    function shouldSend(now: ApprovalState): boolean {
      const mayBeSent = once.region !== undefined;
      if (now.marked) return false;
      if (now.step === undefined || (step !== undefined && now.step !== 0 && now.step !== step)) {
        // The step no longer waits after a lost response: the earlier attempt was applied.
        if (mayBeSent) return false;
        throw new AppError(
          'conflict',
          'That runbook no longer waits for approval: someone else was faster. Check the card.',
        );
      }
      if (mayBeSent && signal === 'Approve' && now.needed > 1 && !now.names) {
        throw new AppError(
          'conflict',
          'AWS did not say whether your approval arrived, and the runbook waits for several. Check it in the console before you send it again.',
        );
      }
      return true;
    }

    async function decide(): Promise<void> {
      const before = await read();
      if (!shouldSend(before)) return;
      await once.beforeSend(region);
      const Payload = { Comment: [`${comment} ${mark}`.trimStart()] };
      await sender.send(new SendAutomationSignalCommand({ AutomationExecutionId, SignalType: signal, Payload }));
      for (const ms of pollDelaysMs) {
        // The signal was sent: a failure to read must not make the job send it again.
        const now = await read().catch(() => undefined);
        if (now === undefined) return;
        if (now.step !== before.step || (now.marked && before.needed > 1)) return;
        await sleep(ms);
      }
    }

    await decide().catch((error: unknown) => {
      throw toAwsError(error, 'ssm:SendAutomationSignal');
    });
  };
}
