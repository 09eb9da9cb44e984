import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from '../batches.ts';
import { AppError } from '../errors.ts';
import { toServiceError } from './service-fault.ts';
import { maxBodyBytes, type SqsEntry } from './sqs-entry.ts';

const entriesPerBatch = 10;
/** Concurrent batches. */
const concurrency = 5;
/** Attempts for entries that SQS fails to store. */
const rounds = 4;

export interface SqsSendOptions {
  client: SQSClient;
  queueUrl: string;
  random: () => number;
}

/**
 * Sends messages in the order of each group: a message is sent only when the one before it in its group is stored.
 * @throws AppError when some could not be sent. Sending all again within five minutes is safe: SQS deduplicates them
 */
export async function sendInOrder(options: SqsSendOptions, entries: readonly SqsEntry[]): Promise<void> {
  for (const wave of inWaves(entries)) {
    await inBatches(requestsOf(wave), concurrency, (request) => sendBatch(options, request));
  }
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

/** At most ten entries a batch, within the size limit of a single message. */
function requestsOf(entries: readonly SqsEntry[]): SqsEntry[][] {
  const batches: SqsEntry[][] = [];
  let batch: SqsEntry[] = [];
  let size = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.MessageBody);
    if (batch.length === 0 || batch.length === entriesPerBatch || size + bytes > maxBodyBytes) {
      batch = [];
      size = 0;
      batches.push(batch);
    }
    batch.push(entry);
    size += bytes;
  }
  return batches;
}

async function sendBatch({ client, queueUrl, random }: SqsSendOptions, batch: readonly SqsEntry[]): Promise<void> {
  let left = batch.map((entry, index) => ({ ...entry, Id: String(index) }));
  for (let round = 1; ; round++) {
    const failed = await trySend(client, queueUrl, left);
    const refused = failed.find(({ SenderFault }) => SenderFault);
    if (refused)
      throw new AppError('invalid_request', `SQS did not accept a job: ${refused.Code}.`, { cause: refused });
    if (failed.length === 0) return;
    if (round === rounds) {
      throw new AppError('aws_unavailable', 'SQS did not take all jobs. Retrying automatically.', { cause: failed });
    }
    left = left.filter(({ Id }) => failed.some((each) => each.Id === Id));
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** round * (0.5 + random() / 2)));
  }
}

async function trySend(
  client: SQSClient,
  queueUrl: string,
  entries: (SqsEntry & { Id: string })[],
): Promise<BatchResultErrorEntry[]> {
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    return Failed;
  } catch (error) {
    throw toServiceError(error, 'QUEUE_URL', 'sqs:SendMessage');
  }
}
