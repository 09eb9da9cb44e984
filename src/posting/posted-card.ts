import { z } from 'zod';
import type { ToldChange } from '../incidents/catch-up/told-changes.ts';
import type { Change, ComparedSnapshot } from '../incidents/changes.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { storedComparison, storedSnapshot } from '../incidents/stored-snapshot.ts';
import type { Watch } from '../incidents/watch.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** A thread entry that was decided and may not be posted yet. */
export interface PendingEntry {
  /** Identifies the entry, in the message's metadata. */
  key: string;
  /** When it was decided, in epoch milliseconds: the start of a search for it. */
  sinceMs: number;
  changes: Change[];
  /** User group to mention. */
  mention?: string;
  /** The snapshot before the changes, so that later changes can be merged. Dropped once the entry may be posted. */
  before?: ComparedSnapshot;
  /** It cannot have been posted yet. Absent: search for it before posting. */
  fresh?: true;
}

/** The stored card of one incident in one channel. */
export interface PostedCard {
  arn: string;
  channel: string;
  /** The message's `ts`; absent while it is being posted. */
  ts?: string;
  /** Identifies the card, in the message's metadata. */
  key: string;
  /** When posting began, in epoch milliseconds: the start of a search for it. */
  sinceMs: number;
  /** The message that this one replaces, until it has become a link. */
  previousTs?: string;
  /** The snapshot that the card shows. */
  reading?: IncidentSnapshot;
  /** The card is dirty: Slack may not show `reading` yet. */
  undrawn?: boolean;
  /** When the message was last updated in Slack, in epoch milliseconds. */
  updatedAtMs?: number;
  /** Whether the app was a member of the channel then. */
  member?: boolean;
  /** Thread entries that are still to be posted, in order. */
  pending?: PendingEntry[];
  /** What was told in its thread or room, and the timeline may not hold. */
  told?: ToldChange[];
  /**
   * Why the card is no longer updated: the message was deleted, the channel is closed to the app, the record is gone, or a
   * shared channel no longer watches the incident. Stored, so that the next notification does not post it again.
   */
  ended?: 'deleted' | 'closed' | 'gone' | 'unwatched';
  endedAtMs?: number;
  /** The watch that ended because the record was gone, to be restored with it. */
  endedWatch?: Watch;
}

export interface StoredCard {
  card: PostedCard;
  version: number;
}

/** A stored value of which only the snapshot is parsed. */
const having = <T>(name: string) =>
  z.looseObject({ [name]: storedComparison.optional() }).transform((value) => value as unknown as T);

const stored = z.object({
  arn: z.string(),
  channel: z.string(),
  ts: z.string().optional(),
  key: z.string(),
  sinceMs: z.number(),
  previousTs: z.string().optional(),
  reading: storedSnapshot.optional(),
  undrawn: z.boolean().optional(),
  updatedAtMs: z.number().optional(),
  member: z.boolean().optional(),
  pending: z.array(having<PendingEntry>('before')).optional(),
  told: z.array(z.custom<ToldChange>()).optional(),
  ended: z.enum(['deleted', 'closed', 'gone', 'unwatched']).optional(),
  endedAtMs: z.number().optional(),
  endedWatch: having<Watch>('reading').optional(),
});

/** How long a card is stored after its last write, in milliseconds. */
const keepMs = 90 * 86_400_000;

/** The stored cards. */
export interface CardStore {
  get(arn: string, channel: string): Promise<StoredCard | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(card: PostedCard, expect: Expect, nowMs: number): Promise<number | undefined>;
  /** All cards of one incident. */
  ofIncident(arn: string): Promise<PostedCard[]>;
  /** Every card. Reads the whole store. */
  all(): AsyncIterable<StoredCard>;
}

export const cardKey = (arn: string, channel: string) => ({ partition: `cards ${arn}`, sort: channel });

/** @param log receives a warning for each stored card that does not parse */
export function createCardStore(store: Store, log?: Log): CardStore {
  const rows = createRows<PostedCard>(store, stored, log);
  return {
    async get(arn, channel) {
      const row = await rows.get(cardKey(arn, channel));
      return row && { card: row.value, version: row.version };
    },
    put: (card, expect, nowMs) =>
      rows.write(
        { ...cardKey(card.arn, card.channel), value: card as unknown as Json, expiresAtMs: nowMs + keepMs },
        expect,
      ),
    async *all() {
      for await (const { value, version } of rows.all('cards ')) yield { card: value, version };
    },
    ofIncident: async (arn) => (await rows.list(`cards ${arn}`)).map(({ value }) => value),
  };
}
