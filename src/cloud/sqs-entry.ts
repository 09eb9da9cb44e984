import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { JobToSend } from '../jobs/queue.ts';

/** A message for an SQS FIFO queue, as in SendMessage. */
export interface SqsEntry {
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}

/**
 * The largest message body, in bytes: 256 KiB, less what a dead letter adds. Since August 2025 SQS allows 1 MiB, but only on
 * queues that are configured for it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBodyBytes = 262_144 - 4096;

/**
 * Converts a job to a message. Independent of the SQS client, so that a front can send it in its own way.
 * @throws AppError `invalid_request` when the job is too large for SQS
 */
export function toSqsEntry({ group, dedupeId, job, delayMs = 0 }: JobToSend, nowMs: number): SqsEntry {
  // FIFO queues do not support a delay of a single message: a worker that receives it too early hides it again. It waits in
  // a message group of its own, where it delays nothing else, and is sent to its group when it is due, unless it is alone there.
  const isAlone = group === dedupeId;
  const delay = delayMs > 0 && { notBeforeMs: nowMs + delayMs, delayMs, ...(!isAlone && { dedupeId }) };
  const body = toSqsText({ group, job, ...delay });
  const bytes = Buffer.byteLength(body);
  if (bytes > maxBodyBytes) {
    throw new AppError(
      'invalid_request',
      `That is too long to process: ${bytes} bytes, at most ${maxBodyBytes} are possible.`,
    );
  }
  const waitsIn = delay && !isAlone ? `delayed ${dedupeId}` : group;
  return { MessageBody: body, MessageGroupId: toSqsId(waitsIn), MessageDeduplicationId: toSqsId(dedupeId) };
}

/** JSON in the characters that SQS accepts: those of XML. JSON escapes all others except these two. */
export function toSqsText(value: unknown): string {
  return JSON.stringify(value).replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
}

/** A group or deduplication id for SQS: the text, or its hash when it is too long or has characters that SQS refuses. */
export function toSqsId(text: string): string {
  return /^[!-~]{1,128}$/.test(text) ? text : createHash('sha256').update(text).digest('hex');
}
