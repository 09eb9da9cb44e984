import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from '../batches.ts';
import { AppError } from '../errors.ts';
import { toServiceError } from './service-fault.ts';
import { maxBodyBytes, type SqsEntry } from './sqs-entry.ts';

const entriesPerBatch = 10;
/** Batches under way at once. */
const width = 5;
/** How often the entries that SQS could not take are sent in all. */
const rounds = 4;

export interface SqsSendOptions {
  client: SQSClient;
  queueUrl: string;
  random: () => number;
}

/**
 * Sends messages so that those of one group arrive in order: a later one leaves only when the earlier one is stored.
 * @throws AppError when some could not be sent; sending all again is safe for five minutes, SQS drops the repeated ones
 */
export async function sendInOrder(options: SqsSendOptions, entries: readonly SqsEntry[]): Promise<void> {
  for (const wave of inWaves(entries)) {
    await inBatches(requestsOf(wave), width, (request) => sendBatch(options, request));
  }
}

/** The first entry of each group, then the second of each, and so on: no batch holds two of one group. */
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

/** Ten entries at most, and together no more than one message may have. */
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
