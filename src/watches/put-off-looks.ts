import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

const minuteMs = 60_000;
const firstMs = 5 * minuteMs;
const longestMs = 60 * minuteMs;
/** About a day. */
const mostTimes = 28;
/** A look that was not given up again for so long went well, in milliseconds. */
const keepMs = 2 * longestMs;
/** So many incidents a minute: after an outage the many must not be in the way of what happens now. */
const looksPerMinute = 60;
const lane = 'put-off look';
/** Several channels of one incident may be given up at once. */
const attempts = 10;

/** Later and later. @param times how often it was put off, this time included */
const waitMs = (times: number): number => Math.min(longestMs, firstMs * 2 ** (times - 1));

const stored = z.object({
  arn: z.string(),
  /** Channels that get a card if they have none. */
  channels: z.array(z.string()),
  times: z.number(),
});

/**
 * Has an incident looked at again, later and later, when a look at it or its card in a channel was given up because AWS
 * or Slack did not answer for minutes: the last notification of an incident is never lost to an outage. It waits in the
 * store: in the queue it would keep other looks waiting, and be taken for a job that nobody does.
 * @param error why the job was given up
 * @returns whether it is looked at again
 */
export async function putOffLook(store: Store, job: Job, error: unknown, nowMs: number): Promise<boolean> {
  if (!(error instanceof AppError) || !error.transient) return false;
  const wish = wishOf(job);
  if (wish === undefined) return false;
  const key = { partition: `put-off look ${wish.arn}`, sort: 'look' };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const item = await store.get(key);
    const before = item && stored.safeParse(item.value).data;
    const waits = item?.dueAtMs !== undefined;
    const times = (before?.times ?? 0) + (waits ? 0 : 1);
    if (times > mostTimes) return false;
    const channels = [...new Set([...(before?.channels ?? []), ...wish.channels])];
    const dueAtMs = waits ? item.dueAtMs : nowMs + waitMs(times);
    const value = { arn: wish.arn, channels, times };
    if ((await store.write({ ...key, value, dueAtMs, dueLane: lane }, item?.version ?? 'absent')) !== undefined)
      return true;
  }
  throw new AppError('storage_unavailable', 'Many changes met at one item. Trying again by itself.');
}

/** Sends the looks whose time has come. Safe to be called at any time by several processes. @param horizonMs until the next call */
export async function lookAtPutOff(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const rows = createRows(store, stored, log);
  for (const { value: look, item } of await rows.due(nowMs, Math.ceil((horizonMs / minuteMs) * looksPerMinute), lane)) {
    const { arn, channels, times } = look;
    const job = { kind: 'look' as const, arn, channels, engaged: false };
    await queue.send([{ group: `look ${arn}`, dedupeId: `put-off:${arn}:${item.dueAtMs}`, job }]);
    // Sent first: what is not noted is found again, and the same look is dropped by the queue.
    const { partition, sort, version } = item;
    await store.write({ partition, sort, value: { arn, channels, times }, expiresAtMs: nowMs + keepMs }, version);
  }
}

/**
 * The clock was set back: no look waits longer from now on than it was to wait when it was put off.
 * @param untilMs what was planned by the later time is due by then
 */
export async function hastenPutOff(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  for (const { version, ...item } of await store.due(untilMs, limit, lane)) {
    const { data } = stored.safeParse(item.value);
    const latestMs = nowMs + waitMs(data?.times ?? 1);
    if ((item.dueAtMs ?? 0) > latestMs) await store.write({ ...item, dueAtMs: latestMs }, version);
  }
}

function wishOf(job: Job): { arn: string; channels: string[] } | undefined {
  if (job.kind === 'look') return job;
  if (job.kind !== 'sync') return undefined;
  return { arn: job.arn, channels: job.bring ? [job.channel] : [] };
}
