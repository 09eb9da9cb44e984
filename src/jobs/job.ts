import { z } from 'zod';
import type { IncidentView } from '../incidents/view.ts';

/** Something Slack sent: a command, an event, a click, a submitted view. The front verified it and answered already. */
const slackJob = z.object({
  kind: z.literal('slack'),
  /** Slack's payload, as JSON (form bodies are decoded by the front). */
  body: z.record(z.string(), z.unknown()),
  receivedAtMs: z.number(),
  retryNum: z.number().optional(),
  retryReason: z.string().optional(),
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
});

/** Make one channel's card match what was read. */
const syncJob = z.object({
  kind: z.literal('sync'),
  arn: z.string(),
  channel: z.string(),
  /** Absent: the record is gone from Incident Manager. */
  view: z.custom<IncidentView>((value) => typeof value === 'object' && value !== null).optional(),
  /** Whether a card is posted where there is none. */
  bring: z.boolean(),
});

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

export const jobSchema = z.discriminatedUnion('kind', [
  slackJob,
  notificationJob,
  confirmJob,
  lookJob,
  syncJob,
  unfurlJob,
]);

/** A piece of work that must not be lost. */
export type Job = z.infer<typeof jobSchema>;
export type SlackJob = z.infer<typeof slackJob>;
export type NotificationJob = z.infer<typeof notificationJob>;
export type ConfirmJob = z.infer<typeof confirmJob>;
export type LookJob = z.infer<typeof lookJob>;
export type SyncJob = z.infer<typeof syncJob>;
export type UnfurlJob = z.infer<typeof unfurlJob>;
