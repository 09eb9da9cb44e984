import { z } from 'zod';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';

/** Something Slack sent: a command, an event, a click, a submitted view. The front verified it and answered already. */
const slackJob = z.object({
  kind: z.literal('slack'),
  /** Slack's payload, as JSON (form bodies are decoded by the front). */
  body: z.record(z.string(), z.unknown()),
  receivedAtMs: z.number(),
  retryNum: z.number().optional(),
  retryReason: z.string().optional(),
  /** Of long work: how many jobs did a part of it before. */
  part: z.number().optional(),
});

const alarmFacts = z.object({
  name: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  region: z.string().optional(),
  account: z.string().optional(),
  atMs: z.number().optional(),
  arn: z.string().optional(),
});

/** A message that SNS brought, reduced to what it hints at. */
const notificationJob = z.object({
  kind: z.literal('notification'),
  topicArn: z.string(),
  /** What sort of message it was, for the counts of `/incident topics`. */
  sort: z.string(),
  incidents: z.array(z.string()),
  /** Whether it is about who was paged. */
  engaged: z.boolean(),
  alarm: alarmFacts.optional(),
  shape: z.string().optional(),
  receivedAtMs: z.number(),
});

/** SNS asks whether a subscription is wanted. */
const confirmJob = z.object({ kind: z.literal('confirm'), topicArn: z.string(), token: z.string() });

/** Read an incident once, then make every channel that follows it match. */
const lookJob = z.object({
  kind: z.literal('look'),
  arn: z.string(),
  /** Channels that get a card if they have none: those of the topic that spoke. */
  channels: z.array(z.string()),
  /** Whether who was paged is read anew. */
  engaged: z.boolean(),
  /** How often that could not be read before. */
  missed: z.number().optional(),
  /** Since when it cannot be done; absent: it was not put off before. */
  sinceMs: z.number().optional(),
});

/** Make one channel's card match what was read. */
const syncJob = z.object({
  kind: z.literal('sync'),
  arn: z.string(),
  channel: z.string(),
  /** Absent: the record is gone from Incident Manager. */
  view: z.custom<IncidentSnapshot>((value) => typeof value === 'object' && value !== null).optional(),
  /** Whether a card is posted where there is none. */
  bring: z.boolean(),
});

/** Tell a channel of an alarm that names no incident. */
const alarmJob = z.object({
  kind: z.literal('alarm'),
  channel: z.string(),
  alarm: alarmFacts,
  receivedAtMs: z.number(),
  /** Whether an earlier job may have told it. */
  again: z.boolean().optional(),
});

/** Read alarms of one account and Region whose incidents are shown, and refresh those whose state changed. */
const alarmReadJob = z.object({ kind: z.literal('alarm-read'), alarms: z.array(z.string()) });

/** Answer one ARN that a message names, in its thread. */
const unfurlJob = z.object({
  kind: z.literal('unfurl'),
  arn: z.string(),
  channel: z.string(),
  /** The message. */
  ts: z.string(),
  threadTs: z.string(),
  /** Who wrote it. */
  user: z.string(),
});

/** Read an incident once, for the status updates that are due in its channels. */
const statusReadJob = z.object({
  kind: z.literal('status-read'),
  arn: z.string(),
  /** Whether who was paged is read too. */
  engaged: z.boolean(),
  posts: z.array(
    z.object({
      channel: z.string(),
      /** When the post is due, and from when a tick found it: later where an earlier try came to nothing. */
      dueMs: z.number(),
      foundMs: z.number(),
      /** When it is to be made. */
      atMs: z.number(),
      /** Whether the card is redrawn too, though it may show nothing new but its age. */
      redraw: z.boolean(),
      /** Whether an earlier try may have posted it. */
      again: z.boolean(),
      /** By how much it is late for want of quota. */
      lateMs: z.number().optional(),
    }),
  ),
});

/** Make one channel's status update. */
const statusPostJob = z.object({
  kind: z.literal('status-post'),
  arn: z.string(),
  channel: z.string(),
  dueMs: z.number(),
  redraw: z.boolean(),
  lateMs: z.number().optional(),
  /** Whether an earlier try may have posted it. */
  again: z.boolean(),
  /** What was read; neither this nor `fault`: the record is gone from Incident Manager. */
  view: z.custom<IncidentSnapshot>((value) => typeof value === 'object' && value !== null).optional(),
  /** Why the record could not be read. */
  fault: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Post one channel's daily digest. */
const digestJob = z.object({
  kind: z.literal('digest'),
  channel: z.string(),
  dueMs: z.number(),
  /** Whether an earlier try may have posted it. */
  again: z.boolean(),
});

/** Tell a channel that work for it was given up. */
const missedJob = z.object({
  kind: z.literal('missed'),
  channel: z.string(),
  /** What it did not get. */
  what: z.enum(['card', 'posts', 'digest', 'alarm', 'topic']),
  /** The incident's ARN, the name of the alarm or topic; empty for a digest. */
  about: z.string(),
  /** Of an alarm. */
  state: z.string().optional(),
  /** Whether a channel without the incident's card is told too. */
  bring: z.boolean(),
  reason: z.string(),
  /** Whether it is done again by itself. */
  again: z.boolean(),
  reference: z.string().optional(),
  sinceMs: z.number(),
  /** The store does not answer: whether the channel has the card is not known, and nothing can be noted. */
  storeAway: z.boolean().optional(),
  /** The channel is not told any more once its mark is gone: what it missed was done. */
  unlessDone: z.boolean().optional(),
});

export const jobSchema = z.discriminatedUnion('kind', [
  slackJob,
  notificationJob,
  confirmJob,
  lookJob,
  syncJob,
  alarmJob,
  alarmReadJob,
  unfurlJob,
  statusReadJob,
  statusPostJob,
  digestJob,
  missedJob,
]);

/** A piece of work that must not be lost. */
export type Job = z.infer<typeof jobSchema>;
export type SlackJob = z.infer<typeof slackJob>;
export type NotificationJob = z.infer<typeof notificationJob>;
export type RefreshJob = z.infer<typeof lookJob>;
export type SyncJob = z.infer<typeof syncJob>;
export type AlarmJob = z.infer<typeof alarmJob>;
export type AlarmReadJob = z.infer<typeof alarmReadJob>;
export type UnfurlJob = z.infer<typeof unfurlJob>;
export type StatusReadJob = z.infer<typeof statusReadJob>;
export type StatusUpdateJob = z.infer<typeof statusPostJob>;
export type DigestJob = z.infer<typeof digestJob>;
export type MissedJob = z.infer<typeof missedJob>;

/** Reads a stored job. @returns why it cannot be read, where it is none: written by another version, or damaged */
export function parseJob(text: string): { job: Job } | { unreadable: string } {
  try {
    const parsed = jobSchema.safeParse(JSON.parse(text));
    if (parsed.success) return { job: parsed.data };
    const [issue] = parsed.error.issues;
    return { unreadable: `not a job: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}` };
  } catch {
    return { unreadable: 'not a job: not JSON' };
  }
}
