import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type Job, jobSchema, type OpsItemJob } from '../jobs/job.ts';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** How long a job fails in the queue before it is deferred and its channel is informed, in milliseconds. */
const deferAfterMs = minuteMs;
/** The same while Slack is unavailable, in milliseconds: its channel cannot be told, and rate limits take time to clear. */
const deferAfterSlackMs = 5 * minuteMs;
/** A job is attempted at least this many times before it is deferred, however long it waited for its turn. */
const minAttempts = 3;
/** The delay of a deferred job: a sixtieth of the time that it has been deferred, within these bounds, in milliseconds. */
const shortestMs = minuteMs;
const longestMs = 60 * minuteMs;
const part = 60;
/** How long a refresh, or the read of an OpsItem, is retried, in milliseconds. */
const refreshesForMs = 30 * dayMs;
/** How long other jobs are retried, in milliseconds: a line that is a day late is of no use. */
const linesForMs = dayMs;
/** How long a deferred job that was sent is remembered, in milliseconds. If it has not failed again by then, it succeeded. */
const keepMs = 2 * longestMs;
/** Deferred jobs sent a minute. Limited, so that the backlog of an outage does not delay current work. */
const jobsPerMinute = 60;
const lane = 'put-off look';

const storedRefresh = z.object({
  arn: z.string(),
  /** Channels that get a card if they have none. */
  channels: z.array(z.string()),
  /** Whether the engagements are read too. */
  engaged: z.boolean().optional(),
  /** When it was first deferred, in epoch milliseconds. */
  sinceMs: z.number().optional(),
});
const storedJob = z.object({ group: z.string(), job: jobSchema, sinceMs: z.number() });
const waitingSince = z.object({ sinceMs: z.number() });
type StoredRefresh = z.infer<typeof storedRefresh>;
type StoredJob = z.infer<typeof storedJob>;

/**
 * Whether a failed job is to be deferred instead of retried in the queue: its error is retryable, and it has failed for
 * about a minute.
 */
export function shouldDefer({ job, attempt, sentAtMs }: Delivery, error: unknown, nowMs: number): error is AppError {
  if (!(error instanceof AppError) || !error.retryable || !canWait(job)) return false;
  if (job.kind === 'look' && job.sinceMs !== undefined) return true;
  const afterMs = error.isSlackUnavailable ? deferAfterSlackMs : deferAfterMs;
  return attempt >= minAttempts && nowMs - sentAtMs >= afterMs;
}

/** Other jobs need not be deferred: the clock repeats status updates and digests, and a requester is informed. */
const canWait = ({ kind }: Job): boolean =>
  ['look', 'sync', 'withdraw', 'alarm', 'ops-item', 'agent-task', 'chart', 'confirm', 'room', 'missed'].includes(kind);

/**
 * Defers a job: stores it, to be sent again until it succeeds, so that no notification is lost to an outage, a missing
 * permission or an expired token. A `sync` becomes one refresh of its incident for all channels. Deferred jobs wait in the
 * store: in the queue they would block their group and count as overdue.
 * @returns whether it will be sent again; `false` when it has been deferred for too long
 */
export async function defer(store: Store, delivery: Delivery, nowMs: number): Promise<boolean> {
  const { job } = delivery;
  if (!canWait(job)) return false;
  const refresh = refreshFor(job);
  if (refresh !== undefined) return deferRefresh(store, refresh, nowMs);
  const { group, job: kept } = job.kind === 'ops-item' ? sharedRead(job) : delivery;
  const id = createHash('sha256')
    .update(JSON.stringify([group, kept]))
    .digest('hex');
  const key = { partition: `put-off job ${id}`, sort: 'job' };
  const item = await store.get(key);
  const sinceMs = (item && storedJob.safeParse(item.value).data?.sinceMs) ?? nowMs;
  if (nowMs - sinceMs > (job.kind === 'ops-item' ? refreshesForMs : linesForMs)) return false;
  const value: StoredJob = { group, job: kept, sinceMs };
  await store.write({ ...key, value: value as unknown as Json, ...dueAfter(sinceMs, nowMs) }, 'anything');
  return true;
}

/** One read for all messages about an OpsItem: it is read as it is then. In a group of its own, so that it blocks no other. */
function sharedRead({ arn, channels }: OpsItemJob): Pick<JobToSend, 'group'> & { job: OpsItemJob } {
  return { group: `put-off ops-item ${arn}`, job: { kind: 'ops-item', arn, channels } };
}

/** Merges with the stored refresh: several channels of one incident may fail at once. */
function deferRefresh(store: Store, refresh: StoredRefresh, nowMs: number): Promise<boolean> {
  const key = { partition: `put-off look ${refresh.arn}`, sort: 'look' };
  return updateItem(store, key, (item) => {
    const before = item && storedRefresh.safeParse(item.value).data;
    const sinceMs = before?.sinceMs ?? refresh.sinceMs ?? nowMs;
    if (nowMs - sinceMs > refreshesForMs) return undefined;
    const channels = [...new Set([...(before?.channels ?? []), ...refresh.channels])];
    const due = item?.dueAtMs === undefined ? dueAfter(sinceMs, nowMs) : { dueAtMs: item.dueAtMs, dueLane: lane };
    const engaged = before?.engaged === true || refresh.engaged === true;
    return { value: { arn: refresh.arn, channels, engaged, sinceMs }, ...due };
  });
}

const waitMs = (sinceMs: number, nowMs: number): number =>
  Math.min(longestMs, Math.max(shortestMs, (nowMs - sinceMs) / part));
const dueAfter = (sinceMs: number, nowMs: number) => ({ dueAtMs: nowMs + waitMs(sinceMs, nowMs), dueLane: lane });

/**
 * Sends the deferred jobs that are due before the next call. Safe for concurrent use by several processes.
 * @param horizonMs milliseconds until the next call
 */
export async function sendDeferred(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const limit = Math.ceil((horizonMs / minuteMs) * jobsPerMinute);
  const rows = createRows(store, z.union([storedRefresh, storedJob]), log);
  for (const { value: deferred, item } of await rows.due(nowMs + horizonMs, limit, lane)) {
    const { partition, sort, version, value, dueAtMs = nowMs } = item;
    const dedupeId = `${partition}:${dueAtMs}`;
    await queue.send([{ ...jobFor(deferred), dedupeId, delayMs: Math.max(0, Math.round(dueAtMs - nowMs)) }]);
    // Send before writing: if the write fails, the job is sent again and the queue drops the duplicate.
    await store.write({ partition, sort, value, expiresAtMs: Math.max(nowMs, dueAtMs) + keepMs }, version);
  }
}

/**
 * Reschedules deferred jobs after the clock was set back, so that none waits longer than its delay from now on.
 * @param untilMs the end of the range of due times to check, in epoch milliseconds
 */
export async function rescheduleDeferred(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  for (const { version, ...item } of await store.due(untilMs, limit, lane)) {
    const { data } = waitingSince.safeParse(item.value);
    const latestMs = nowMs + waitMs(data?.sinceMs ?? nowMs, nowMs);
    if ((item.dueAtMs ?? 0) > latestMs) await store.write({ ...item, dueAtMs: latestMs }, version);
  }
}

function jobFor(deferred: StoredRefresh | StoredJob): Pick<JobToSend, 'group' | 'job'> {
  if ('job' in deferred) return { group: deferred.group, job: deferred.job };
  const { arn, channels, engaged = false, sinceMs = 0 } = deferred;
  // In a group of its own, so that it does not block other refreshes of the incident while it is retried.
  return { group: `put-off look ${arn}`, job: { kind: 'look', arn, channels, engaged, noted: true, sinceMs } };
}

function refreshFor(job: Job): StoredRefresh | undefined {
  if (job.kind === 'look') {
    const { arn, channels, engaged, sinceMs } = job;
    return { arn: arn.arn, channels, engaged, ...(sinceMs !== undefined && { sinceMs }) };
  }
  if (job.kind !== 'sync') return undefined;
  return { arn: job.arn, channels: job.bring ? [job.channel] : [] };
}
