import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { JobToSend } from '../jobs/queue.ts';

/** A message for an SQS FIFO queue, as SendMessage takes it. */
export interface SqsEntry {
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}

/**
 * 256 KiB, less what parking adds to a job. SQS takes four times as much since August 2025, but only on queues that are
 * set so.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBodyBytes = 262_144 - 4096;

/**
 * A job as a message. Knows no AWS client, so that a front can send it by any means.
 * @throws AppError `invalid_request` when the job is too large for SQS
 */
export function toSqsEntry({ group, dedupeId, job, delayMs = 0 }: JobToSend, nowMs: number): SqsEntry {
  // FIFO queues refuse a delay of a single message, so whoever receives it too early hides it again.
  const notBeforeMs = delayMs > 0 ? nowMs + delayMs : undefined;
  const body = toSqsText({ group, job, notBeforeMs, ...(delayMs > 0 && { delayMs }) });
  const bytes = Buffer.byteLength(body);
  if (bytes > maxBodyBytes) {
    throw new AppError(
      'invalid_request',
      `That is too long to be worked on: ${bytes} bytes of at most ${maxBodyBytes}.`,
    );
  }
  return { MessageBody: body, MessageGroupId: toSqsId(group), MessageDeduplicationId: toSqsId(dedupeId) };
}

/** JSON in the characters that SQS takes: all of XML's. JSON itself escapes the others, but for these two. */
export function toSqsText(value: unknown): string {
  return JSON.stringify(value).replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
}

/** A group or deduplication id that SQS takes: the text itself, or its hash where it is too long or has other characters. */
export function toSqsId(text: string): string {
  return /^[!-~]{1,128}$/.test(text) ? text : createHash('sha256').update(text).digest('hex');
}
