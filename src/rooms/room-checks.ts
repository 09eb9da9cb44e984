import { z } from 'zod';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Json, Store } from '../store/store.ts';
import { roomCheckJob } from './room-jobs.ts';
import { roomLane } from './room-store.ts';

const stored = z.looseObject({ arn: z.string(), channel: z.string() });
const minuteMs = 60_000;
/** Rooms looked at a minute: each costs a call or two to Slack. */
const checksPerMinute = 10;
/** When a room is looked at again whose job failed, in milliseconds. */
const againMs = 60 * minuteMs;

/**
 * Sends the jobs that look whether a room can be archived. Safe for concurrent use by several processes.
 * @param horizonMs milliseconds until the next call
 */
export async function sendRoomChecks(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const rows = createRows(store, stored, log);
  const limit = Math.ceil((horizonMs / minuteMs) * checksPerMinute);
  for (const { value, item, version } of await rows.due(nowMs, limit, roomLane)) {
    await queue.send([roomCheckJob(value.arn, value.channel, item.dueAtMs ?? nowMs)]);
    // Send before writing: if the write fails, the job is sent again and the queue drops the duplicate.
    const { version: _version, ...same } = item;
    await store.write({ ...same, value: item.value as Json, dueAtMs: nowMs + againMs }, version);
  }
}

/**
 * Reschedules after the clock was set back, so that no room waits for the later time.
 * @param untilMs the end of the range of due times to check, in epoch milliseconds
 */
export async function rescheduleRoomChecks(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  for (const { version, ...item } of await store.due(untilMs, limit, roomLane)) {
    if ((item.dueAtMs ?? 0) > nowMs + againMs) await store.write({ ...item, dueAtMs: nowMs + againMs }, version);
  }
}
