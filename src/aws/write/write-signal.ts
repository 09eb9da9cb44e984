import type { AutomationExecution } from '@aws-sdk/client-ssm';
import { AppError } from '../../errors.ts';
import { regionOf } from '../../incidents/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { toAwsError } from '../fault.ts';
import type { WriteOnce } from './write-once.ts';

interface Decision {
  /** ARN of the automation execution. */
  execution: string;
  /** Number of the step that it is about, from 1; absent: whichever waits. */
  step?: number;
  signal: 'Approve' | 'Reject';
  /** At most 500 characters; may be empty. */
  comment: string;
}

/** Approves or rejects a runbook that waits for it, and waits until it goes on. */
export type DecideRunbook = (decision: Decision, once: WriteOnce) => Promise<void>;

/** How often, and how far apart, a decided runbook is looked at until it no longer waits, in milliseconds. */
const looksAfterMs = [100, 300, 600, 1000, 1500];
const waiting = new Set(['Waiting', 'PendingApproval']);

/** What an execution says about a decision that waits to be made, or was made. */
interface Waiting {
  /** Number of the step that waits, from 1, or 0 where AWS names none; `undefined` when the execution does not wait. */
  step: number | undefined;
  /** How many approvals that step needs. */
  needed: number;
  /** Whether AWS names those who decided about that step so far. */
  names: boolean;
  /** Whether a step was decided by a signal with this mark in its comment. */
  marked: boolean;
}

function readWaiting(execution: AutomationExecution | undefined, mark: string): Waiting {
  const steps = execution?.StepExecutions ?? [];
  const waits = waiting.has(execution?.AutomationExecutionStatus ?? '');
  const index = steps.findIndex(({ StepStatus }) => waiting.has(StepStatus ?? ''));
  const { Inputs, Outputs } = steps[index] ?? {};
  return {
    step: waits ? index + 1 : undefined,
    // A JSON value: with or without quotation marks.
    needed: Number(Inputs?.MinRequiredApprovals?.replaceAll(/\D/g, '') || 1),
    names: Outputs?.ApproverDecisions !== undefined,
    marked: steps.some((step) => step.Outputs?.ApproverDecisions?.some((decision) => decision.includes(mark))),
  };
}

/**
 * Signals have no token, and a second approval may count as another approver's or meet the next step. So each carries a
 * mark in its comment, by which a later try finds it in the step's `ApproverDecisions`, and is for one step only. Where
 * an answer was lost and AWS needs several approvals but names none, nothing is sent again: the person is asked to look.
 * What remains: a signal that AWS takes after the runbook was read for the last time.
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

    async function read(): Promise<Waiting> {
      const answer = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
      return readWaiting(answer.AutomationExecution, mark);
    }

    /** @returns whether there is something to send */
    function isToSend(now: Waiting): boolean {
      const mayBeSent = once.region !== undefined;
      if (now.marked) return false;
      if (now.step === undefined || (step !== undefined && now.step !== 0 && now.step !== step)) {
        // What no longer waits after an answer that was lost got ours.
        if (mayBeSent) return false;
        throw new AppError(
          'conflict',
          'That runbook no longer waits for approval. Look at the card: somebody was faster.',
        );
      }
      if (mayBeSent && signal === 'Approve' && now.needed > 1 && !now.names) {
        throw new AppError(
          'conflict',
          'AWS did not say whether your approval arrived, and the runbook waits for several. Look at it in the console before you send it again.',
        );
      }
      return true;
    }

    async function decide(): Promise<void> {
      const before = await read();
      if (!isToSend(before)) return;
      await once.begun(region);
      const Payload = { Comment: [`${comment} ${mark}`.trimStart()] };
      await sender.send(new SendAutomationSignalCommand({ AutomationExecutionId, SignalType: signal, Payload }));
      for (const ms of looksAfterMs) {
        // The signal is sent: what cannot be read now is no reason to have it sent again.
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
