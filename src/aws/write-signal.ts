import { AppError } from '../errors.ts';
import { regionOf } from '../incidents/arn.ts';
import type { Accounts } from './accounts.ts';
import type { AwsClients } from './clients.ts';
import { awsFault } from './fault.ts';
import type { WriteOnce } from './write-once.ts';

interface Decision {
  /** ARN of the automation execution. */
  execution: string;
  signal: 'Approve' | 'Reject';
  /** At most 500 characters; may be empty. */
  comment: string;
}

/** Approves or rejects a runbook that waits for it, and waits until it goes on. */
export type DecideRunbook = (decision: Decision, once: WriteOnce) => Promise<void>;

/** How often, and how far apart, a decided runbook is looked at until it no longer waits, in milliseconds. */
const looksAfterMs = [100, 300, 600, 1000, 1500];
const waiting = new Set(['Waiting', 'PendingApproval']);

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendAutomationSignal.html */
export function createDecideRunbook(
  clients: AwsClients,
  accounts: Accounts,
  sleep: (ms: number) => Promise<void>,
): DecideRunbook {
  return async ({ execution, signal, comment }, once) => {
    const [, , , , account = ''] = execution.split(':');
    const region = regionOf(execution) ?? '';
    const AutomationExecutionId = execution.slice(execution.lastIndexOf('/') + 1);
    const { GetAutomationExecutionCommand, SendAutomationSignalCommand } = await import('@aws-sdk/client-ssm');
    const role = await accounts.roleFor(account);
    const [client, sender] = [await clients.automation(region, role), await clients.automation(region, role, 'once')];

    async function waits(): Promise<boolean> {
      const answer = await client.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
      return waiting.has(answer.AutomationExecution?.AutomationExecutionStatus ?? '');
    }

    async function decide(): Promise<void> {
      // Signals have no token: after an answer that was lost, a runbook that no longer waits got ours.
      if (!(await waits())) {
        if (once.region !== undefined) return;
        throw new AppError(
          'conflict',
          'That runbook no longer waits for approval. Look at the card: somebody was faster.',
        );
      }
      await once.begun(region);
      const Payload = comment === '' ? {} : { Payload: { Comment: [comment] } };
      const command = { AutomationExecutionId, SignalType: signal, ...Payload };
      await sender.send(new SendAutomationSignalCommand(command));
      for (const ms of looksAfterMs) {
        if (!(await waits())) return;
        await sleep(ms);
      }
    }

    await decide().catch((error: unknown) => {
      throw awsFault(error, 'ssm:SendAutomationSignal');
    });
  };
}
