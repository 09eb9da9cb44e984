import { z } from 'zod';
import { parseJob } from '../jobs/job.ts';
import type { Delivery } from '../jobs/queue.ts';

/** A received message. ReceiveMessage and Lambda's event source differ only in the case of the names. */
export interface SqsMessage {
  receiptHandle: string;
  body: string;
  /** Needs `ApproximateReceiveCount`, `SentTimestamp`, `ApproximateFirstReceiveTimestamp` and `MessageGroupId`. */
  attributes: Readonly<Record<string, string | undefined>>;
}

/** The longest visibility timeout used, in milliseconds: SQS allows twelve hours after the receive, less a margin. */
export const maxHiddenMs = 42_000_000;

// The body repeats the group, because SQS may have only its hash.
const bodySchema = z.object({
  group: z.string(),
  job: z.unknown(),
  notBeforeMs: z.number().optional(),
  delayMs: z.number().optional(),
});

/**
 * Parses a received message.
 * @returns the delivery; how long it must stay hidden, in milliseconds; and `tries`, the receives that may have been
 * attempts (0: it was only received too early). `unreadable`: the reason why it is not a job
 */
export function parseSqsMessage(
  { receiptHandle, body, attributes }: SqsMessage,
  nowMs: number,
): { delivery: Delivery; hiddenMs: number; tries: number } | { unreadable: string; group: string } {
  const envelope = parseEnvelope(body);
  const { group = attributes.MessageGroupId ?? '', job, notBeforeMs = 0, delayMs } = envelope ?? {};
  const read = envelope ? parseJob(JSON.stringify(job) ?? '') : { unreadable: 'not a job: not a message of this app' };
  if ('unreadable' in read) return { unreadable: read.unreadable, group };
  // A receive before the delay was over is not an attempt.
  const firstReceivedAtMs = Number(attributes.ApproximateFirstReceiveTimestamp ?? nowMs);
  const sentAtMs = Number(attributes.SentTimestamp ?? nowMs);
  // The sender's clock may have been ahead. SQS's own timestamp is the start of the delay.
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

function parseEnvelope(body: string): z.infer<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
