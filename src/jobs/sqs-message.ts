import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Delivery, JobToSend } from './queue.ts';
import { readJob } from './read-job.ts';

/** A message for an SQS FIFO queue, as SendMessage takes it. */
export interface SqsEntry {
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}

/** A received message: ReceiveMessage and Lambda's event source give the same under names of different case. */
export interface SqsMessage {
  receiptHandle: string;
  body: string;
  /** `ApproximateReceiveCount`, `SentTimestamp`, `ApproximateFirstReceiveTimestamp` and `MessageGroupId` are read. */
  attributes: Readonly<Record<string, string | undefined>>;
}

/**
 * 256 KiB, less what parking adds to a job. SQS takes four times as much since August 2025, but only on queues that are
 * set so.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxBodyBytes = 262_144 - 4096;
/** SQS hides a message for at most twelve hours after it was received; some minutes are left for the time in hand. */
export const maxHiddenMs = 42_000_000;

// The group's name travels in the body too, because SQS may know it by its hash only.
const bodySchema = z.object({ group: z.string(), job: z.unknown(), notBeforeMs: z.number().optional() });

/**
 * A job as a message. Knows no AWS client, so that a front can send it by any means.
 * @throws AppError `invalid_request` when the job is too large for SQS
 */
export function toSqsEntry({ group, dedupeId, job, delayMs = 0 }: JobToSend, nowMs: number): SqsEntry {
  // FIFO queues refuse a delay of a single message, so whoever receives it too early hides it again.
  const notBeforeMs = delayMs > 0 ? nowMs + delayMs : undefined;
  const body = toSqsText({ group, job, notBeforeMs });
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

/**
 * Reads a received message.
 * @returns the delivery, and how long it is still to be hidden; or why it is none
 */
export function readSqsMessage(
  { receiptHandle, body, attributes }: SqsMessage,
  nowMs: number,
): { delivery: Delivery; hiddenMs: number } | { unreadable: string; group: string } {
  const envelope = readEnvelope(body);
  const { group = attributes.MessageGroupId ?? '', job, notBeforeMs = 0 } = envelope ?? {};
  const read = envelope ? readJob(JSON.stringify(job) ?? '') : { unreadable: 'not a job: no such message' };
  if ('unreadable' in read) return { unreadable: read.unreadable, group };
  // Receiving a message too early, only to hide it again, was no attempt.
  const firstReceivedAtMs = Number(attributes.ApproximateFirstReceiveTimestamp ?? nowMs);
  const early = Math.max(0, Math.ceil((notBeforeMs - firstReceivedAtMs) / maxHiddenMs));
  return {
    delivery: {
      id: receiptHandle,
      group,
      job: read.job,
      attempt: Math.max(1, Number(attributes.ApproximateReceiveCount ?? 1) - early),
      sentAtMs: Number(attributes.SentTimestamp ?? nowMs),
    },
    hiddenMs: Math.max(0, notBeforeMs - nowMs),
  };
}

function readEnvelope(body: string): z.infer<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
