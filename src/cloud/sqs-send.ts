import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callService, type Variable } from './service-fault.ts';
import { createSqsBatches, entryError } from './sqs-batches.ts';
import type { SqsEntry } from './sqs-entry.ts';

/** Requests in flight beside which a job is sent at once: a front has to answer soon. */
const eager = 5;

export interface SqsSendOptions {
  client: SQSClient;
  queueUrl: string;
  /** The environment variable that names the queue. */
  variable?: Variable;
  random: () => number;
}

/** Sends messages in the order of each group. Concurrent calls share requests. */
export type SendInOrder = (entries: readonly SqsEntry[]) => Promise<void>;

/**
 * Creates what sends messages to a queue. A message is sent only when the one before it in its group is stored.
 * @returns throws AppError when some could not be sent. Sending all again within five minutes is safe: SQS deduplicates them
 */
export function createSendInOrder({ client, queueUrl, variable = 'QUEUE_URL', random }: SqsSendOptions): SendInOrder {
  const send = createSqsBatches<SqsEntry>({
    eager,
    bytesOf: ({ MessageBody }) => Buffer.byteLength(MessageBody),
    toError: (failure) => entryError('take', failure),
    random,
    request: (Entries) =>
      callService(variable, 'sqs:SendMessage', async () => {
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        return Failed;
      }),
  });
  return async (entries) => {
    for (const wave of inWaves(entries)) {
      const outcomes = await Promise.allSettled(wave.map(send));
      const failure = outcomes.find((each) => each.status === 'rejected');
      if (failure) throw failure.reason;
    }
  };
}

/** The first entry of each group, then the second of each, and so on, so that no batch has two of one group. */
function inWaves(entries: readonly SqsEntry[]): SqsEntry[][] {
  const waves: SqsEntry[][] = [];
  const seen = new Map<string, number>();
  for (const entry of entries) {
    const turn = seen.get(entry.MessageGroupId) ?? 0;
    seen.set(entry.MessageGroupId, turn + 1);
    const wave = waves[turn];
    if (wave === undefined) waves.push([entry]);
    else wave.push(entry);
  }
  return waves;
}
