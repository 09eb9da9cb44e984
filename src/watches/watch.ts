import { z } from 'zod';
import { requestSignal } from '../deadline.ts';
import { storedComparison } from '../incidents/stored-snapshot.ts';
import type { Watch } from '../incidents/watch.ts';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';
import { conflict, retryConflicts } from '../store/update-item.ts';

export interface StoredWatch {
  watch: Watch;
  version: number;
}

const stored = z.object({
  arn: z.string(),
  channel: z.string(),
  by: z.string(),
  sinceMs: z.number(),
  cadenceMs: z.number().optional(),
  quietUntilMs: z.number().optional(),
  impact: z.number().optional(),
  nextPostMs: z.number().optional(),
  lastPostMs: z.number().optional(),
  lateMs: z.number().optional(),
  claim: z.object({ dueMs: z.number(), untilMs: z.number(), sent: z.boolean() }).optional(),
  trouble: z.string().optional(),
  reading: storedComparison.optional(),
  unchanged: z.number().optional(),
  markedTs: z.string().optional(),
  bookmarkId: z.string().optional(),
  marking: z.boolean().optional(),
  ending: z.boolean().optional(),
});

/** The stored watches: which channel watches which incident, and which watches are due. */
export interface WatchStore {
  get(arn: string, channel: string): Promise<StoredWatch | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(watch: Watch, expect: Expect): Promise<number | undefined>;
  /**
   * Updates a watch with optimistic locking.
   * @param change returns the changed watch; `undefined` leaves it unchanged
   * @returns the watch that was written; `undefined` when there was none, or it is unchanged
   * @throws AppError `job_conflict` after 20 concurrent writes
   */
  update(arn: string, channel: string, change: (watch: Watch) => Watch | undefined): Promise<Watch | undefined>;
  remove(arn: string, channel: string): Promise<boolean>;
  /** All watches of an incident, one for each channel. */
  ofIncident(arn: string): Promise<StoredWatch[]>;
  /** All watches of a channel, one for each incident. */
  inChannel(channel: string): Promise<StoredWatch[]>;
  /** Every watch. Reads the whole store. */
  all(): AsyncIterable<StoredWatch>;
  /** Watches of one of the `lanes` whose next status update is due, the longest overdue first. */
  due(lane: string, nowMs: number, limit: number): Promise<StoredWatch[]>;
}

/** Whether a channel watches an incident. A watch that is being ended does not count. */
export async function isWatched(watches: Pick<WatchStore, 'get'>, arn: string, channel: string): Promise<boolean> {
  const stored = await watches.get(arn, channel);
  return stored !== undefined && stored.watch.ending !== true;
}

const lowest = 5;
/** Each impact has a lane of due watches of its own, so that many minor incidents do not delay critical ones. */
const laneOf = (impact: number): string => `watch-${Math.min(Math.max(Math.trunc(impact), 1), lowest)}`;
/**
 * The lane of updates that were started or postponed and are due again. In the lane of their impact they would queue
 * behind everything that fell due since, and starve. Critical ones stay in their own lane, which is the shortest.
 */
const retryLane = 'watch-again';
/** All lanes of due watches, for `WatchStore.due`. */
export const lanes = [...[1, 2, 3, 4, lowest].map(laneOf), retryLane];

/**
 * When a tick finds the watch: when its status update is due, or, while one is in progress, when its claim expires.
 * @returns epoch milliseconds; `undefined` when the watch gets no status updates
 */
export function dueMsOf({ nextPostMs, claim }: Watch): number | undefined {
  return claim !== undefined && claim.dueMs === nextPostMs ? claim.untilMs : nextPostMs;
}

// A watch whose impact is unknown counts as critical.
const laneFor = ({ nextPostMs, claim, impact = 1 }: Watch): string =>
  impact > 1 && claim !== undefined && claim.dueMs === nextPostMs ? retryLane : laneOf(impact);

const read = ({ value, version }: Row<Watch>): StoredWatch => ({ watch: value, version });

export const watchKey = (arn: string, channel: string) => ({ partition: `watches ${arn}`, sort: channel });

/** @param log receives a warning for each stored watch that does not parse */
export function createWatchStore(store: Store, log?: Log): WatchStore {
  const rows = createRows<Watch>(store, stored, log);
  // A job asks several times whether a channel watches an incident. That it does not is read once: the clock writes to
  // watches that exist, and others begin in the group of the job.
  const absentIn = new WeakMap<AbortSignal, Set<string>>();
  const nameOf = (arn: string, channel: string) => `${arn} ${channel}`;

  async function get(arn: string, channel: string): Promise<StoredWatch | undefined> {
    const job = requestSignal();
    const absent = job && absentIn.get(job);
    if (absent?.has(nameOf(arn, channel))) return undefined;
    const row = await rows.get(watchKey(arn, channel));
    if (job !== undefined && row === undefined) absentIn.set(job, (absent ?? new Set()).add(nameOf(arn, channel)));
    return row && read(row);
  }

  function put(watch: Watch, expect: Expect): Promise<number | undefined> {
    const job = requestSignal();
    if (job !== undefined) absentIn.get(job)?.delete(nameOf(watch.arn, watch.channel));
    const dueAtMs = dueMsOf(watch);
    const item = {
      ...watchKey(watch.arn, watch.channel),
      value: watch as unknown as Json,
      listedUnder: `watching ${watch.channel}`,
      ...(dueAtMs !== undefined && { dueAtMs, dueLane: laneFor(watch) }),
    };
    return rows.write(item, expect);
  }

  return {
    get,
    put,
    update: (arn, channel, change) =>
      retryConflicts('this watch', async () => {
        const stored = await get(arn, channel);
        const watch = stored && change(stored.watch);
        if (watch === undefined) return undefined;
        return (await put(watch, stored?.version ?? 'absent')) === undefined ? conflict : watch;
      }),
    remove: (arn, channel) => store.remove(watchKey(arn, channel)),
    ofIncident: async (arn) => (await rows.list(`watches ${arn}`)).map(read),
    inChannel: async (channel) => (await rows.listed(`watching ${channel}`)).map(read),
    async *all() {
      for await (const row of rows.all('watches ')) yield read(row);
    },
    due: async (lane, nowMs, limit) => (await rows.due(nowMs, limit, lane)).map(read),
  };
}
