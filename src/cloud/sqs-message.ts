import { z } from 'zod';
import { parseJob } from '../jobs/job.ts';
import type { Delivery } from '../jobs/queue.ts';

/** A received message: ReceiveMessage and Lambda's event source give the same under names of different case. */
export interface SqsMessage {
  receiptHandle: string;
  body: string;
  /** `ApproximateReceiveCount`, `SentTimestamp`, `ApproximateFirstReceiveTimestamp` and `MessageGroupId` are read. */
  attributes: Readonly<Record<string, string | undefined>>;
}

/** SQS hides a message for at most twelve hours after it was received; some minutes are left for the time in hand. */
export const maxHiddenMs = 42_000_000;

// The group's name travels in the body too, because SQS may know it by its hash only.
const bodySchema = z.object({
  group: z.string(),
  job: z.unknown(),
  notBeforeMs: z.number().optional(),
  delayMs: z.number().optional(),
});

/**
 * Reads a received message.
 * @returns the delivery, how long it is still to be hidden, and how often it was received when it may have been tried (0:
 * only too early so far); or why it is none
 */
export function parseSqsMessage(
  { receiptHandle, body, attributes }: SqsMessage,
  nowMs: number,
): { delivery: Delivery; hiddenMs: number; tries: number } | { unreadable: string; group: string } {
  const envelope = readEnvelope(body);
  const { group = attributes.MessageGroupId ?? '', job, notBeforeMs = 0, delayMs } = envelope ?? {};
  const read = envelope ? parseJob(JSON.stringify(job) ?? '') : { unreadable: 'not a job: no message of this app' };
  if ('unreadable' in read) return { unreadable: read.unreadable, group };
  // Receiving a message too early, only to hide it again, was no attempt.
  const firstReceivedAtMs = Number(attributes.ApproximateFirstReceiveTimestamp ?? nowMs);
  const sentAtMs = Number(attributes.SentTimestamp ?? nowMs);
  // The sender's clock may have been ahead; SQS's own knows when the wait began.
  const readyAtMs = delayMs === undefined ? notBeforeMs : Math.min(notBeforeMs, sentAtMs + delayMs);
  const early = Math.max(0, Math.ceil((readyAtMs - firstReceivedAtMs) / maxHiddenMs));
  const tries = Math.max(0, Number(attributes.ApproximateReceiveCount ?? 1) - early);
  return {
    delivery: {
      id: receiptHandle,
      group,
      job: read.job,
      attempt: Math.max(1, tries),
      sentAtMs,
    },
    hiddenMs: Math.max(0, readyAtMs - nowMs),
    tries,
  };
}

function readEnvelope(body: string): z.infer<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
