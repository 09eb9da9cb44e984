import { z } from 'zod';
import type { Reading } from '../incidents/changes.ts';
import type { Expect, Item, Json, Store } from '../store/store.ts';

/** "This channel follows this incident", with status posts: what `/incident watch` makes. */
export interface Watch {
  arn: string;
  channel: string;
  /** Slack user who asked for it. */
  by: string;
  sinceMs: number;
  /** Asked for with `every`; absent: the cadence of the incident's impact. */
  cadenceMs?: number;
  /** No status posts until then. */
  quietUntilMs?: number;
  /** When the next status post is due; absent: none. */
  nextPostMs?: number;
  lastPostMs?: number;
  /** What the last status post told. */
  reading?: Reading;
  /** Status posts in a row that had nothing new to tell. */
  unchanged?: number;
  /** The card that pin and bookmark were set for: the message's `ts`. */
  markedTs?: string;
  bookmarkId?: string;
  /** Pin and bookmark are being set. */
  marking?: boolean;
}

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
  nextPostMs: z.number().optional(),
  lastPostMs: z.number().optional(),
  reading: z.custom<Reading>().optional(),
  unchanged: z.number().optional(),
  markedTs: z.string().optional(),
  bookmarkId: z.string().optional(),
  marking: z.boolean().optional(),
});

/** Remembers which channel watches which incident, and finds the watches that are due. */
export interface WatchStore {
  get(arn: string, channel: string): Promise<StoredWatch | undefined>;
  /** @returns the new version, `undefined` when `expect` did not hold. */
  put(watch: Watch, expect: Expect): Promise<number | undefined>;
  remove(arn: string, channel: string): Promise<boolean>;
  ofIncident(arn: string): Promise<StoredWatch[]>;
  inChannel(channel: string): Promise<StoredWatch[]>;
  /** Watches whose next post is due, the longest overdue first. */
  due(nowMs: number, limit: number): Promise<StoredWatch[]>;
}

const read = (item: Item): StoredWatch => ({ watch: stored.parse(item.value), version: item.version });
const isWatch = (item: Item): boolean => item.partition.startsWith('watches ');

export function createWatchStore(store: Store): WatchStore {
  const key = (arn: string, channel: string) => ({ partition: `watches ${arn}`, sort: channel });
  return {
    async get(arn, channel) {
      const item = await store.get(key(arn, channel));
      return item && read(item);
    },
    put: (watch, expect) =>
      store.write(
        {
          ...key(watch.arn, watch.channel),
          value: watch as unknown as Json,
          listedUnder: `watching ${watch.channel}`,
          ...(watch.nextPostMs !== undefined && { dueAtMs: watch.nextPostMs }),
        },
        expect,
      ),
    remove: (arn, channel) => store.remove(key(arn, channel)),
    ofIncident: async (arn) => (await store.list(`watches ${arn}`)).map(read),
    inChannel: async (channel) => (await store.listed(`watching ${channel}`)).map(read),
    due: async (nowMs, limit) => (await store.due(nowMs, limit)).filter(isWatch).map(read),
  };
}
