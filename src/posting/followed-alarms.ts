import { z } from 'zod';
import { chunks } from '../batches.ts';
import { parseAlarmArn } from '../incidents/alarm.ts';
import { stateOf } from '../incidents/state.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Item, Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';
import type { PostedCard } from './posted-card.ts';

/** An alarm that started open incidents, and the channels whose cards show them. */
const stored = z.object({
  arn: z.string(),
  /** The state that the cards show. */
  state: z.string(),
  /** Channels by incident. */
  shown: z.record(z.string(), z.array(z.string())),
});
type FollowedAlarm = z.infer<typeof stored>;

const minuteMs = 60_000;
/** The interval at which an alarm is read while its incident is open and shown, in milliseconds. */
const everyMs = { unsettled: minuteMs, normal: 5 * minuteMs };
const keepMs = 30 * 86_400_000;
const lane = 'alarm';
/** Alarms read a minute. One call reads up to 100 of one account and Region. */
const readsPerMinute = 1000;
const alarmsPerJob = 100;

/** Follows the alarms of open incidents, so that a card shows when its alarm returns to normal. */
export interface FollowedAlarms {
  /** Called after each refresh of a card: the alarm of an open incident is followed as long as a card shows it. */
  follow(card: PostedCard): Promise<void>;
  get(alarmArn: string): Promise<FollowedAlarm | undefined>;
}

const keyOf = (alarmArn: string) => ({ partition: `alarm ${alarmArn}`, sort: 'followed' });
const dueAfter = (state: string, nowMs: number): number =>
  nowMs + (state === 'OK' ? everyMs.normal : everyMs.unsettled);

/** @param now milliseconds */
export function createFollowedAlarms(store: Store, now: () => number): FollowedAlarms {
  return {
    async follow({ arn, channel, reading, ended }) {
      const alarm = reading?.alarm;
      if (reading === undefined || alarm === undefined) return;
      const isShown = ended === undefined && stateOf(reading.record) !== 'resolved';
      await updateItem(store, keyOf(alarm.arn), (item) => {
        const before = stored.safeParse(item?.value).data;
        const channels = before?.shown[arn] ?? [];
        const isKnown = before?.state === alarm.state && channels.includes(channel) === isShown;
        if (isKnown || (before === undefined && !isShown)) return undefined;
        const others = channels.filter((each) => each !== channel);
        const shown = { ...before?.shown, [arn]: isShown ? [...others, channel] : others };
        return itemOf({ arn: alarm.arn, state: alarm.state, shown }, now());
      });
    },
    get: async (alarmArn) => stored.safeParse((await store.get(keyOf(alarmArn)))?.value).data,
  };
}

/** The item to write. It expires at once when no card shows the alarm any more. */
function itemOf({ shown, ...alarm }: FollowedAlarm, nowMs: number): Omit<Item, 'partition' | 'sort' | 'version'> {
  const left = Object.fromEntries(Object.entries(shown).filter(([, channels]) => channels.length > 0));
  const value: Json = { ...alarm, shown: left };
  if (Object.keys(left).length === 0) return { value, expiresAtMs: nowMs };
  return { value, dueAtMs: dueAfter(alarm.state, nowMs), dueLane: lane, expiresAtMs: nowMs + keepMs };
}

/**
 * Sends the jobs that read the alarms that are due: one for each account and Region. Safe for concurrent use by several
 * processes.
 * @param horizonMs milliseconds until the next call
 */
export async function sendAlarmReads(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const rows = createRows(store, stored, log);
  const limit = Math.ceil((horizonMs / minuteMs) * readsPerMinute);
  const due = await rows.due(nowMs, limit, lane);
  if (due.length === 0) return;
  await queue.send(
    readJobs(
      due.map(({ value }) => value.arn),
      nowMs,
    ),
  );
  // Send before writing: if a write fails, the job is sent again and the queue drops the duplicate.
  for (const { value, item, version } of due) {
    const { partition, sort } = item;
    await store.write({ partition, sort, ...itemOf(value, nowMs) }, version);
  }
}

function readJobs(arns: readonly string[], nowMs: number): JobToSend[] {
  const places = Map.groupBy(arns, (arn) => {
    const { account, region } = parseAlarmArn(arn) ?? {};
    return `${account} ${region}`;
  });
  return [...places].flatMap(([place, all]) =>
    chunks(all, alarmsPerJob).map((alarms, index) => {
      const group = `alarm reads ${place} ${index * alarmsPerJob}`;
      const job = { kind: 'alarm-read' as const, alarms };
      return { group, dedupeId: `${group}:${Math.floor(nowMs / (minuteMs / 2))}`, job };
    }),
  );
}

/**
 * Reschedules reads after the clock was set back, so that none is further away than one interval.
 * @param untilMs the end of the range of due times to check, in epoch milliseconds
 */
export async function rescheduleAlarmReads(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  const rows = createRows(store, stored);
  for (const { value, item, version } of await rows.due(untilMs, limit, lane)) {
    const { partition, sort, dueAtMs = 0 } = item;
    if (dueAtMs > dueAfter(value.state, nowMs)) {
      await store.write({ partition, sort, ...itemOf(value, nowMs) }, version);
    }
  }
}
