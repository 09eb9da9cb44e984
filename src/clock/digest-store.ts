import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** A channel's daily digest, set by `/incident digest`. */
export interface Digest {
  channel: string;
  /** Slack user id of the requester. */
  by: string;
  /** The time of day, in minutes since midnight. */
  minuteOfDay: number;
  /** The time zone, as returned by `parseZone`. */
  zone: string;
  /** When the next digest is due, in epoch milliseconds. */
  /** Since when the channel gets it. Absent in digests of older versions. */
  sinceMs?: number;
  nextMs: number;
  /** When the last digest was due, in epoch milliseconds. */
  lastMs?: number;
  /** The digest in progress, and when its claim expires. */
  claim?: { dueMs: number; untilMs: number };
}

export interface StoredDigest {
  digest: Digest;
  version: number;
}

const stored = z.object({
  channel: z.string(),
  by: z.string(),
  minuteOfDay: z.number(),
  zone: z.string(),
  sinceMs: z.number().optional(),
  nextMs: z.number(),
  lastMs: z.number().optional(),
  claim: z.object({ dueMs: z.number(), untilMs: z.number() }).optional(),
});

const lane = 'digest';
const read = ({ value, version }: Row<Digest>): StoredDigest => ({ digest: value, version });

/** The stored digests of channels. */
export interface DigestStore {
  get(channel: string): Promise<StoredDigest | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(digest: Digest, expect: Expect): Promise<number | undefined>;
  remove(channel: string): Promise<boolean>;
  /** Claims a digest while it is in progress. If it is not posted by `untilMs`, it is due again. */
  claim(due: StoredDigest, untilMs: number): Promise<unknown>;
  /** Up to `limit` digests that are due, the longest overdue first. */
  due(nowMs: number, limit: number): Promise<StoredDigest[]>;
}

/** @param log receives a warning for each stored digest that does not parse */
export function createDigestStore(store: Store, log?: Log): DigestStore {
  const rows = createRows<Digest>(store, stored, log);
  const key = (channel: string) => ({ partition: `channel ${channel}`, sort: 'digest' });
  const put = (digest: Digest, expect: Expect) => {
    const { claim, nextMs } = digest;
    const dueAtMs = claim?.dueMs === nextMs ? claim.untilMs : nextMs;
    return rows.write({ ...key(digest.channel), value: digest as unknown as Json, dueAtMs, dueLane: lane }, expect);
  };
  return {
    async get(channel) {
      const row = await rows.get(key(channel));
      return row && read(row);
    },
    put,
    remove: (channel) => store.remove(key(channel)),
    claim: ({ digest, version }, untilMs) => put({ ...digest, claim: { dueMs: digest.nextMs, untilMs } }, version),
    due: async (nowMs, limit) => (await rows.due(nowMs, limit, lane)).map(read),
  };
}
