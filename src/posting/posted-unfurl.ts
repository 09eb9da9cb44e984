import { z } from 'zod';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** What an unfurl shows, for comparison with later snapshots. */
export interface ShownUnfurl {
  title: string;
  /** `modifiedAtMs` of the record. */
  modifiedAtMs: number;
  /** A hash of all that the unfurl shows, except times. */
  facts: string;
  /** Parts that a later snapshot may lack. */
  parts: Pick<IncidentSnapshot, 'runbooks' | 'engagements' | 'engagementsAtMs'>;
  /** When the message was last updated, in epoch milliseconds. */
  drawnAtMs: number;
  /** Whether it shows the incident as resolved. */
  resolved?: boolean;
}

/** The reply to a pasted ARN: one for each message and ARN. */
export interface PostedUnfurl {
  /** The pasted ARN. */
  arn: string;
  channel: string;
  /** The message that contains it. */
  ts: string;
  threadTs: string;
  /** When posting began, in epoch milliseconds: the start of a search for the reply. */
  sinceMs: number;
  /** The reply's `ts`; absent while it is being posted. */
  replyTs?: string;
  /** Absent when the ARN is not an incident's, or the unfurl is no longer updated. */
  shown?: ShownUnfurl;
  /** When the incident is refreshed next for this unfurl, in epoch milliseconds; absent: not at all. */
  nextLookMs?: number;
}

export interface StoredUnfurl {
  unfurl: PostedUnfurl;
  version: number;
}

export const storedUnfurl = z.object({
  arn: z.string(),
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string(),
  sinceMs: z.number(),
  replyTs: z.string().optional(),
  shown: z.custom<ShownUnfurl>().optional(),
  nextLookMs: z.number().optional(),
});

/** How long an unfurl is stored, in milliseconds: Slack repeats events for a day, and people edit old messages. */
const keepMs = 30 * 86_400_000;
/** The lane of what the clock refreshes although no channel watches it: unfurls, and open incidents. */
export const refreshLane = 'unfurl';
/** How long an unfurl is kept current, in milliseconds. */
export const currentMs = 86_400_000;
/** The interval at which an incident is refreshed for its unfurls alone, in milliseconds. */
export const refreshEveryMs = 900_000;

/**
 * When an unfurl is refreshed next.
 * @returns epoch milliseconds; `undefined` when it is no longer kept current
 */
export function nextRefreshMs({ sinceMs }: Pick<PostedUnfurl, 'sinceMs'>, nowMs: number): number | undefined {
  const next = nowMs + refreshEveryMs;
  return next - sinceMs < currentMs ? next : undefined;
}

/** The stored unfurls. */
export interface UnfurlStore {
  get(key: Pick<PostedUnfurl, 'arn' | 'channel' | 'ts'>): Promise<StoredUnfurl | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(unfurl: PostedUnfurl, expect: Expect): Promise<number | undefined>;
  remove(unfurl: PostedUnfurl): Promise<void>;
  /** All unfurls of an ARN, optionally only those in one channel. */
  of(arn: string, channel?: string): Promise<StoredUnfurl[]>;
  /** Every stored unfurl. Reads the whole store. */
  all(): AsyncIterable<StoredUnfurl>;
}

/** @param log receives a warning for each stored unfurl that does not parse */
export function createUnfurlStore(store: Store, log?: Log): UnfurlStore {
  const rows = createRows<PostedUnfurl>(store, storedUnfurl, log);
  const key = ({ arn, channel, ts }: Pick<PostedUnfurl, 'arn' | 'channel' | 'ts'>) => ({
    partition: `unfurls ${arn}`,
    sort: `${channel} ${ts}`,
  });
  const read = ({ value, version }: Row<PostedUnfurl>): StoredUnfurl => ({ unfurl: value, version });
  return {
    async get(which) {
      const row = await rows.get(key(which));
      return row && read(row);
    },
    put(unfurl, expect) {
      const { nextLookMs, sinceMs } = unfurl;
      const due = nextLookMs === undefined ? {} : { dueAtMs: nextLookMs, dueLane: refreshLane };
      const item = { ...key(unfurl), value: unfurl as unknown as Json, expiresAtMs: sinceMs + keepMs, ...due };
      return rows.write(item, expect);
    },
    async remove(unfurl) {
      await store.remove(key(unfurl));
    },
    of: async (arn, channel) => (await rows.list(`unfurls ${arn}`, channel && `${channel} `)).map(read),
    async *all() {
      for await (const row of rows.all('unfurls ')) yield read(row);
    },
  };
}
