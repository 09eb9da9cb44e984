import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { JobToSend, QueueStats } from '../jobs/queue.ts';
import { callService } from './service-fault.ts';
import { createSqsBatches, entryError } from './sqs-batches.ts';
import { createSqsDeadLetters, type DeadLetterMessage } from './sqs-dead-letters.ts';
import { toSqsEntry } from './sqs-entry.ts';
import { maxHiddenMs } from './sqs-message.ts';
import { createSendInOrder } from './sqs-send.ts';

export interface SqsOperationsOptions {
  client: SQSClient;
  /** A FIFO queue. */
  queueUrl: string;
  /** The environment variable that names the queue. */
  variable?: 'QUEUE_URL' | 'PEOPLE_QUEUE_URL';
  /** The queue whose redrive policy names the dead-letter queue; absent: this one. */
  deadLettersOf?: string;
  /** The dead-letter queue; absent: that of the redrive policy. */
  deadLetterQueueUrl?: string;
  now: () => number;
  random?: () => number;
}

/**
 * What the app does with a queue in SQS, apart from receiving. All throw AppError, and ignore an expired receipt handle:
 * another worker has the job by now.
 */
export function createSqsOperations(options: SqsOperationsOptions) {
  const { client, queueUrl, variable = 'QUEUE_URL', deadLettersOf = queueUrl, now, random = Math.random } = options;
  const sendEntries = createSendInOrder({ client, queueUrl, variable, random });
  const deadLetters = createSqsDeadLetters(client, deadLettersOf, options.deadLetterQueueUrl, now);

  const call = <T>(action: string, work: () => Promise<T>) => callService(variable, action, work);

  const removeEntry = createSqsBatches<{ ReceiptHandle: string }>({
    // While one request is in flight, what is done meanwhile gathers for the next.
    eager: 1,
    toError: (failure) => (isLostClaim(failure.Code) ? undefined : entryError('delete', failure)),
    random,
    request: (Entries) =>
      call('sqs:DeleteMessage', async () => {
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        return Failed;
      }),
  });

  async function count(QueueUrl: string) {
    const command = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    const { Attributes = {} } = await client.send(command);
    return {
      waiting:
        Number(Attributes.ApproximateNumberOfMessages ?? 0) +
        Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      running: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  }

  return {
    async send(jobs: readonly JobToSend[]): Promise<void> {
      await sendEntries(jobs.map((job) => toSqsEntry(job, now())));
    },

    /** Deletes a message. Concurrent calls share requests. */
    remove: (ReceiptHandle: string) => removeEntry({ ReceiptHandle }),

    /** Makes a message in flight visible again after `ms` milliseconds, at most about twelve hours. */
    hide: (ReceiptHandle: string, ms: number) =>
      call('sqs:ChangeMessageVisibility', async () => {
        const VisibilityTimeout = Math.ceil(Math.min(ms, maxHiddenMs) / 1000);
        const hidden = { QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout };
        await client.send(new ChangeMessageVisibilityCommand(hidden)).catch((error: unknown) => {
          if (!(error instanceof Error) || !isLostClaim(error.name)) throw error;
        });
      }),

    /** Sends a job, or what was not one, to the dead-letter queue. */
    deadLetter: (message: DeadLetterMessage) => call('sqs:SendMessage', () => deadLetters.add(message)),

    stats: (): Promise<QueueStats> =>
      call('sqs:GetQueueAttributes', async () => {
        const jobs = await count(queueUrl);
        const deadLetterUrl = await deadLetters.url();
        const parked = deadLetterUrl === undefined ? { waiting: 0, running: 0 } : await count(deadLetterUrl);
        return { ...jobs, parked: parked.waiting + parked.running, oldestAgeMs: 0 };
      }),
  };
}

const lostClaimNames = ['ReceiptHandleIsInvalid', 'InvalidParameterValue', 'MessageNotInflight'];
const isLostClaim = (code = '') => lostClaimNames.some((name) => code === name || code.endsWith(`.${name}`));
