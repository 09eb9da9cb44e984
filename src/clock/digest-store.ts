import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** A channel's daily digest: what `/incident digest` asks for. */
export interface Digest {
  channel: string;
  /** Slack user who asked for it. */
  by: string;
  /** Time of day, minutes since midnight. */
  minuteOfDay: number;
  /** Time zone, as `readZone` gives it. */
  zone: string;
  nextMs: number;
  lastMs?: number;
  /** The digest that is under way, and until when it is waited for. */
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
  nextMs: z.number(),
  lastMs: z.number().optional(),
  claim: z.object({ dueMs: z.number(), untilMs: z.number() }).optional(),
});

const lane = 'digest';
const read = ({ value, version }: Row<Digest>): StoredDigest => ({ digest: value, version });

/** Remembers which channels get a digest, and finds those that are due. */
export interface DigestStore {
  get(channel: string): Promise<StoredDigest | undefined>;
  /** @returns the new version, `undefined` when `expect` did not hold. */
  put(digest: Digest, expect: Expect): Promise<number | undefined>;
  remove(channel: string): Promise<boolean>;
  /** Notes that a digest is being made; it is due again at `untilMs` if it is not. */
  claim(due: StoredDigest, untilMs: number): Promise<unknown>;
  due(nowMs: number, limit: number): Promise<StoredDigest[]>;
}

/** @param log where digests that cannot be read are named */
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
