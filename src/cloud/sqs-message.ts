import { z } from 'zod';
import { parseJob } from '../jobs/job.ts';
import type { Delivery, JobToSend } from '../jobs/queue.ts';

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
  /** Of a delayed job that waits outside its group. One that is alone in its group waits inside, without this. */
  dedupeId: z.string().optional(),
});

/** A message that holds a job. */
export interface ParsedMessage {
  delivery: Delivery;
  /** How long it must stay hidden, in milliseconds. */
  hiddenMs: number;
  /** The receives that may have been attempts; 0: it was only received too early. */
  tries: number;
  /** Of a delayed job that waits outside its group: what to send to the group, in its place, when it is due. */
  joins?: JobToSend;
}

/** Parses a received message. @returns the job; or `unreadable`, the reason why it is not a job */
export function parseSqsMessage(
  { receiptHandle, body, attributes }: SqsMessage,
  nowMs: number,
): ParsedMessage | { unreadable: string; group: string } {
  const envelope = parseEnvelope(body);
  const { group = attributes.MessageGroupId ?? '', job, notBeforeMs = 0, delayMs, dedupeId } = envelope ?? {};
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
    // If the waiting message cannot be deleted and is sent again, SQS drops the second one for five minutes.
    ...(dedupeId !== undefined && { joins: { group, dedupeId: `due ${dedupeId}`, job: read.job } }),
  };
}

function parseEnvelope(body: string): z.infer<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
