import { z } from 'zod';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** What an unfurl shows of an incident, as far as later readings are compared with it. */
export interface ShownUnfurl {
  title: string;
  /** Of the record. */
  modifiedAtMs: number;
  /** All that people see of the incident but for times, in short. */
  facts: string;
  /** What a later reading may lack. */
  parts: Pick<IncidentSnapshot, 'runbooks' | 'engagements' | 'engagementsAtMs'>;
  /** When the message was last changed. */
  drawnAtMs: number;
  /** Whether it shows the incident as resolved. */
  resolved?: boolean;
}

/** The answer to an ARN that somebody pasted: once for a message and an ARN. */
export interface PostedUnfurl {
  /** The ARN that was pasted. */
  arn: string;
  channel: string;
  /** The message that named it. */
  ts: string;
  threadTs: string;
  /** When answering began: where to look for an answer whose posting was cut short. */
  sinceMs: number;
  /** The answer; absent while it is being posted. */
  replyTs?: string;
  /** Absent for what is no incident, and where it is no longer kept current. */
  shown?: ShownUnfurl;
  /** When the incident is looked at for its sake; absent: only when it is for others'. */
  nextLookMs?: number;
}

export interface StoredUnfurl {
  unfurl: PostedUnfurl;
  version: number;
}

const stored = z.object({
  arn: z.string(),
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string(),
  sinceMs: z.number(),
  replyTs: z.string().optional(),
  shown: z.custom<ShownUnfurl>().optional(),
  nextLookMs: z.number().optional(),
});

/** Slack repeats events for a day, and people edit old messages; milliseconds. */
const keepMs = 30 * 86_400_000;
const lane = 'unfurl';

/** Remembers which message got an answer about what. */
export interface UnfurlStore {
  get(key: Pick<PostedUnfurl, 'arn' | 'channel' | 'ts'>): Promise<StoredUnfurl | undefined>;
  /** @returns the new version, `undefined` when somebody else wrote in between. */
  put(unfurl: PostedUnfurl, expect: Expect): Promise<number | undefined>;
  forget(unfurl: PostedUnfurl): Promise<void>;
  /** All answers about one ARN, or those in one channel. */
  of(arn: string, channel?: string): Promise<StoredUnfurl[]>;
  /** Those whose incident is to be looked at by now, the longest overdue first. */
  due(nowMs: number, limit: number): Promise<StoredUnfurl[]>;
}

/** @param log where answers that cannot be read are named */
export function createUnfurlStore(store: Store, log?: Log): UnfurlStore {
  const rows = createRows<PostedUnfurl>(store, stored, log);
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
      const due = nextLookMs === undefined ? {} : { dueAtMs: nextLookMs, dueLane: lane };
      const item = { ...key(unfurl), value: unfurl as unknown as Json, expiresAtMs: sinceMs + keepMs, ...due };
      return rows.write(item, expect);
    },
    async forget(unfurl) {
      await store.remove(key(unfurl));
    },
    of: async (arn, channel) => (await rows.list(`unfurls ${arn}`, channel && `${channel} `)).map(read),
    due: async (nowMs, limit) => (await rows.due(nowMs, limit, lane)).map(read),
  };
}
