import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type Job, jobSchema } from '../jobs/job.ts';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Work that fails for so long is put off, and its channel is told, in milliseconds. */
const patienceMs = minuteMs;
/** While Slack does not answer nobody can be told, and a busy channel may well take so long, in milliseconds. */
const silentPatienceMs = 5 * minuteMs;
/** Work that waited its turn for longer than that is tried so often before it is put off. */
const fewestAttempts = 3;
/** What was put off comes back after so long at first, later after a sixtieth of the time that it has waited. */
const shortestMs = minuteMs;
const longestMs = 60 * minuteMs;
const part = 60;
/** An incident is looked at for so long; a line that is a day late is of no use to anyone. */
const looksForMs = 30 * dayMs;
const linesForMs = dayMs;
/** What did not come back here for so long went well, in milliseconds. */
const keepMs = 2 * longestMs;
/** So many jobs a minute: after an outage the many must not be in the way of what happens now. */
const jobsPerMinute = 60;
const lane = 'put-off look';

const storedLook = z.object({
  arn: z.string(),
  /** Channels that get a card if they have none. */
  channels: z.array(z.string()),
  /** Whether who was paged is read anew. */
  engaged: z.boolean().optional(),
  /** Since when it waits. */
  sinceMs: z.number().optional(),
});
const storedJob = z.object({ group: z.string(), job: jobSchema, sinceMs: z.number() });
const waitingSince = z.object({ sinceMs: z.number() });
type StoredLook = z.infer<typeof storedLook>;
type StoredJob = z.infer<typeof storedJob>;

/**
 * Whether work that failed is to be put off now, instead of being tried again at once: it failed for a reason that may
 * pass, and has done so for about a minute.
 */
export function shouldDefer({ job, attempt, sentAtMs }: Delivery, error: unknown, nowMs: number): error is AppError {
  if (!(error instanceof AppError) || !error.retryable || !canWait(job)) return false;
  if (job.kind === 'look' && job.sinceMs !== undefined) return true;
  const patience = error.isSlackUnavailable ? silentPatienceMs : patienceMs;
  return attempt >= fewestAttempts && nowMs - sentAtMs >= patience;
}

/** Status updates and digests are found again by the clock; people are told themselves. */
const canWait = ({ kind }: Job): boolean => ['look', 'sync', 'alarm', 'confirm', 'missed'].includes(kind);

/**
 * Keeps work that cannot be done now and has it done later, again and again until it goes well: nothing that was heard of
 * an incident is lost to an outage, a lost permission or a token that was renewed late. A card that could not be brought
 * up to date becomes a look at its incident, one for all its channels. It waits in the store: in the queue it would keep
 * other work waiting, and be taken for a job that nobody does.
 * @returns whether it comes back
 */
export async function defer(store: Store, delivery: Delivery, nowMs: number): Promise<boolean> {
  const { job } = delivery;
  if (!canWait(job)) return false;
  const look = lookFor(job);
  if (look !== undefined) return keepLook(store, look, nowMs);
  const { group } = delivery;
  const id = createHash('sha256')
    .update(JSON.stringify([group, job]))
    .digest('hex');
  const key = { partition: `put-off job ${id}`, sort: 'job' };
  const item = await store.get(key);
  const sinceMs = (item && storedJob.safeParse(item.value).data?.sinceMs) ?? nowMs;
  if (nowMs - sinceMs > linesForMs) return false;
  const value: StoredJob = { group, job, sinceMs };
  await store.write({ ...key, value: value as unknown as Json, ...dueAfter(sinceMs, nowMs) }, 'anything');
  return true;
}

/** Several channels of one incident may fail at once. */
function keepLook(store: Store, look: StoredLook, nowMs: number): Promise<boolean> {
  const key = { partition: `put-off look ${look.arn}`, sort: 'look' };
  return updateItem(store, key, (item) => {
    const before = item && storedLook.safeParse(item.value).data;
    const sinceMs = before?.sinceMs ?? look.sinceMs ?? nowMs;
    if (nowMs - sinceMs > looksForMs) return undefined;
    const channels = [...new Set([...(before?.channels ?? []), ...look.channels])];
    const due = item?.dueAtMs === undefined ? dueAfter(sinceMs, nowMs) : { dueAtMs: item.dueAtMs, dueLane: lane };
    const engaged = before?.engaged === true || look.engaged === true;
    return { value: { arn: look.arn, channels, engaged, sinceMs }, ...due };
  });
}

const waitMs = (sinceMs: number, nowMs: number): number =>
  Math.min(longestMs, Math.max(shortestMs, (nowMs - sinceMs) / part));
const dueAfter = (sinceMs: number, nowMs: number) => ({ dueAtMs: nowMs + waitMs(sinceMs, nowMs), dueLane: lane });

/**
 * Sends what was put off and is due before the next call. Safe to be called at any time by several processes.
 * @param horizonMs until the next call
 */
export async function sendDeferred(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const most = Math.ceil((horizonMs / minuteMs) * jobsPerMinute);
  const rows = createRows(store, z.union([storedLook, storedJob]), log);
  for (const { value: waiting, item } of await rows.due(nowMs + horizonMs, most, lane)) {
    const { partition, sort, version, value, dueAtMs = nowMs } = item;
    const dedupeId = `${partition}:${dueAtMs}`;
    await queue.send([{ ...comingBack(waiting), dedupeId, delayMs: Math.max(0, Math.round(dueAtMs - nowMs)) }]);
    // Sent first: what is not noted is found again, and the same job is dropped by the queue.
    await store.write({ partition, sort, value, expiresAtMs: Math.max(nowMs, dueAtMs) + keepMs }, version);
  }
}

/**
 * The clock was set back: nothing waits longer from now on than it was to wait when it was put off.
 * @param untilMs what was planned by the later time is due by then
 */
export async function hastenDeferred(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  for (const { version, ...item } of await store.due(untilMs, limit, lane)) {
    const { data } = waitingSince.safeParse(item.value);
    const latestMs = nowMs + waitMs(data?.sinceMs ?? nowMs, nowMs);
    if ((item.dueAtMs ?? 0) > latestMs) await store.write({ ...item, dueAtMs: latestMs }, version);
  }
}

function comingBack(waiting: StoredLook | StoredJob): Pick<JobToSend, 'group' | 'job'> {
  if ('job' in waiting) return { group: waiting.group, job: waiting.job };
  const { arn, channels, engaged = false, sinceMs = 0 } = waiting;
  // In a group of its own: while it waits it must not keep other looks at the incident waiting.
  return { group: `put-off look ${arn}`, job: { kind: 'look', arn, channels, engaged, sinceMs } };
}

function lookFor(job: Job): StoredLook | undefined {
  if (job.kind === 'look') {
    const { arn, channels, engaged, sinceMs } = job;
    return { arn, channels, engaged, ...(sinceMs !== undefined && { sinceMs }) };
  }
  if (job.kind !== 'sync') return undefined;
  return { arn: job.arn, channels: job.bring ? [job.channel] : [] };
}
