import { z } from 'zod';
import { incidentArn, storedSnapshot } from '../incidents/stored-snapshot.ts';

/** What every job carries. */
const common = {
  /** The request, notification or tick that led to it. Absent in jobs of older versions. */
  correlation: z.object({ id: z.string(), atMs: z.number(), from: z.literal('notification').optional() }).optional(),
};

/** A request from Slack: a command, an event, a click or a submitted view. The front verified and acknowledged it. */
const slackJob = z.object({
  kind: z.literal('slack'),
  ...common,
  /** Slack's payload as JSON. The front decodes form bodies. */
  body: z.record(z.string(), z.unknown()),
  receivedAtMs: z.number(),
  retryNum: z.number().optional(),
  retryReason: z.string().optional(),
  /** For work in several parts: the number of jobs that did the earlier parts. */
  part: z.number().optional(),
});

const alarmFacts = z.object({
  name: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  atMs: z.number().optional(),
  arn: z.string().optional(),
  contributor: z.string().optional(),
  mutedUntilMs: z.number().optional(),
});

/** An SNS message, reduced to its hints. */
const notificationJob = z.object({
  kind: z.literal('notification'),
  ...common,
  topicArn: z.string(),
  /** The kind of message (`MessageKind`), for the counts of `/incident topics`. */
  sort: z.string(),
  /** ARNs. */
  incidents: z.array(z.string()),
  /** Whether engagements may have changed. */
  engaged: z.boolean(),
  /** Whether someone may have written into the timeline. */
  noted: z.boolean().optional(),
  alarm: alarmFacts.optional(),
  /** ARN of the alarm whose definition changed. */
  changedAlarm: z.string().optional(),
  /** ARNs of the OpsItems that it reports. */
  opsItems: z.array(z.string()).optional(),
  /** The task of AWS DevOps Agent that it reports: its Agent Space and id. */
  agentTask: z.object({ space: z.string(), id: z.string(), state: z.string() }).optional(),
  shape: z.string().optional(),
  receivedAtMs: z.number(),
});

/** Confirms an SNS subscription. */
const confirmJob = z.object({ kind: z.literal('confirm'), ...common, topicArn: z.string(), token: z.string() });

/** A refresh: reads an incident once, then syncs every channel that shows it. */
const refreshJob = z.object({
  kind: z.literal('look'),
  ...common,
  arn: incidentArn,
  /** Channels that get a card if they have none: those of the topic of the notification. */
  channels: z.array(z.string()),
  /** Whether the engagements are read too. */
  engaged: z.boolean(),
  /** Whether it is the first for a notification or a write. It reads no engagements; another refresh does, where needed. */
  first: z.boolean().optional(),
  /** Whether it only makes sure that no Region lagged. */
  late: z.boolean().optional(),
  /** Whether the engagements are read unless the cards have them of the last minutes. */
  people: z.boolean().optional(),
  /** Whether the notes are read too, even if the record did not change. */
  noted: z.boolean().optional(),
  /** The number of earlier refreshes that could not read the engagements or the notes. */
  missed: z.number().optional(),
  /** When it was first deferred, in epoch milliseconds; absent: never. */
  sinceMs: z.number().optional(),
  /** When AWS announced an incident that no Region has returned since. */
  announcedMs: z.number().optional(),
});

/** Makes one channel's card match a snapshot. */
const syncJob = z.object({
  kind: z.literal('sync'),
  ...common,
  arn: z.string(),
  channel: z.string(),
  /** The snapshot. Absent: the record no longer exists. */
  view: storedSnapshot.optional(),
  /** Whether a card is posted if there is none. */
  bring: z.boolean(),
});

/** Reduces what a channel that is shared with another organisation shows of an incident to a line. */
const withdrawJob = z.object({ kind: z.literal('withdraw'), ...common, arn: z.string(), channel: z.string() });

/** Posts an alarm that names no incident to a channel. */
const alarmJob = z.object({
  kind: z.literal('alarm'),
  ...common,
  channel: z.string(),
  alarm: alarmFacts,
  receivedAtMs: z.number(),
  /** Whether an earlier job may have posted it. */
  again: z.boolean().optional(),
});

/** Reads alarms of one account and Region, and refreshes the incidents of those that changed. */
const alarmReadJob = z.object({ kind: z.literal('alarm-read'), ...common, alarms: z.array(z.string()) });

/** Makes a user group equal to who is on call. */
const onCallJob = z.object({ kind: z.literal('on-call'), ...common, usergroup: z.string() });

/** Posts the chart of a new incident's alarm in the thread of its card. */
const chartJob = z.object({ kind: z.literal('chart'), ...common, arn: incidentArn, channel: z.string() });

/** Reads an OpsItem and makes the channels that want OpsItems show it. */
const opsItemJob = z.object({ kind: z.literal('ops-item'), ...common, arn: z.string(), channels: z.array(z.string()) });

/** Reads an investigation of AWS DevOps Agent and shows it in the threads of the incident's cards. */
const investigationJob = z.object({ kind: z.literal('investigation'), ...common, arn: z.string() });

/** Finds out which incident a task of AWS DevOps Agent is about. */
const agentTaskJob = z.object({ kind: z.literal('agent-task'), ...common, taskId: z.string() });

/** Answers one ARN of a message in its thread. */
const unfurlJob = z.object({
  kind: z.literal('unfurl'),
  ...common,
  arn: z.string(),
  channel: z.string(),
  /** The `ts` of the message. */
  ts: z.string(),
  threadTs: z.string(),
  /** The author. */
  user: z.string(),
});

/** Reads an incident once for the status updates that are due in its channels. */
const statusReadJob = z.object({
  kind: z.literal('status-read'),
  ...common,
  arn: incidentArn,
  /** Whether the engagements are read too. */
  engaged: z.boolean(),
  posts: z.array(
    z.object({
      channel: z.string(),
      /** When the update is due, in epoch milliseconds. */
      dueMs: z.number(),
      /** When a tick finds it: later than `dueMs` if the claim of an earlier attempt had to expire first. */
      foundMs: z.number(),
      /** When to post it, in epoch milliseconds. */
      atMs: z.number(),
      /** Whether the card is updated too, even if only its age changed. */
      redraw: z.boolean(),
      /** Whether an earlier attempt may have posted it. */
      again: z.boolean(),
      /** How late it is because of quotas, in milliseconds. */
      lateMs: z.number().optional(),
    }),
  ),
});

/** Posts one channel's status update. */
const statusPostJob = z.object({
  kind: z.literal('status-post'),
  ...common,
  arn: z.string(),
  channel: z.string(),
  dueMs: z.number(),
  redraw: z.boolean(),
  lateMs: z.number().optional(),
  /** Whether an earlier attempt may have posted it. */
  again: z.boolean(),
  /** The snapshot. Neither this nor `fault`: the record no longer exists. */
  view: storedSnapshot.optional(),
  /** Why the record could not be read. */
  fault: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Posts one channel's daily digest. */
const digestJob = z.object({
  kind: z.literal('digest'),
  ...common,
  channel: z.string(),
  dueMs: z.number(),
  /** Whether an earlier attempt may have posted it. */
  again: z.boolean(),
});

/** Work on the room of an incident. */
const roomJob = z.object({
  kind: z.literal('room'),
  ...common,
  arn: incidentArn,
  /**
   * `make`: for a new incident, unless it has one; `keep`: bring it in step with `view`; `check`: archive it if it is silent;
   * `tell`: say in the threads of the cards why there is none.
   */
  what: z.enum(['make', 'keep', 'check', 'tell']),
  view: storedSnapshot.optional(),
  /** The room, or a channel that is to show the incident: of its workspace. */
  channel: z.string().optional(),
  /** The Slack user who started the incident. */
  by: z.string().optional(),
  /** Why there is no room, in one line. */
  reason: z.string().optional(),
});

/** Tells a channel that work for it failed. */
const missedJob = z.object({
  kind: z.literal('missed'),
  ...common,
  channel: z.string(),
  /** What the channel did not get. */
  what: z.enum(['card', 'posts', 'digest', 'alarm', 'ops-item', 'topic']),
  /** The ARN of the incident or OpsItem, the name of the alarm or topic; empty for a digest. */
  about: z.string(),
  /** The state of an alarm. */
  state: z.string().optional(),
  /** Whether a channel without the incident's card is informed too. */
  bring: z.boolean(),
  reason: z.string(),
  /** Whether the work is retried automatically. */
  again: z.boolean(),
  reference: z.string().optional(),
  sinceMs: z.number(),
  /** The store does not answer: it is unknown whether the channel has the card, and no mark can be set. */
  storeAway: z.boolean().optional(),
  /** Do not tell the channel if its mark was cleared: the work succeeded meanwhile. */
  unlessDone: z.boolean().optional(),
});

/** All jobs. Jobs that an earlier version queued must stay readable. */
export const jobSchema = z.discriminatedUnion('kind', [
  slackJob,
  notificationJob,
  confirmJob,
  refreshJob,
  syncJob,
  withdrawJob,
  alarmJob,
  alarmReadJob,
  onCallJob,
  chartJob,
  opsItemJob,
  investigationJob,
  agentTaskJob,
  unfurlJob,
  statusReadJob,
  statusPostJob,
  digestJob,
  roomJob,
  missedJob,
]);

/** Work that must not be lost. */
export type Job = z.infer<typeof jobSchema>;
/** A job as it is sent: an ARN may be text. */
export type SentJob = z.input<typeof jobSchema>;
export type SlackJob = z.infer<typeof slackJob>;
export type NotificationJob = z.infer<typeof notificationJob>;
export type RefreshJob = z.infer<typeof refreshJob>;
export type SyncJob = z.infer<typeof syncJob>;
export type WithdrawJob = z.infer<typeof withdrawJob>;
export type AlarmJob = z.infer<typeof alarmJob>;
export type AlarmReadJob = z.infer<typeof alarmReadJob>;
export type OnCallJob = z.infer<typeof onCallJob>;
export type ChartJob = z.infer<typeof chartJob>;
export type OpsItemJob = z.infer<typeof opsItemJob>;
export type InvestigationJob = z.infer<typeof investigationJob>;
export type AgentTaskJob = z.infer<typeof agentTaskJob>;
export type UnfurlJob = z.infer<typeof unfurlJob>;
export type StatusReadJob = z.infer<typeof statusReadJob>;
export type StatusUpdateJob = z.infer<typeof statusPostJob>;
export type DigestJob = z.infer<typeof digestJob>;
export type RoomJob = z.infer<typeof roomJob>;
export type MissedJob = z.infer<typeof missedJob>;

/**
 * Parses a stored job.
 * @returns `unreadable`: the reason, for text that is damaged or written by another version
 * @example
 * const read = parseJob(text);
 * if ('unreadable' in read) log.error('message is not a job', { reason: read.unreadable });
 * else await run(read.job);
 */
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
