import { z } from 'zod';
import type { Change, ComparedSnapshot } from '../incidents/changes.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { Watch } from '../incidents/watch.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';

/** A thread entry that was decided but may not have been posted yet. */
export interface PendingEntry {
  /** Tells this entry from all others; kept in the message's metadata. */
  key: string;
  /** When it was decided: where to look for it in the thread. */
  sinceMs: number;
  changes: Change[];
  /** User group to mention. */
  mention?: string;
  /** What the changes are compared with; kept until the entry may have been posted, so that later changes join it. */
  before?: ComparedSnapshot;
  /** Nobody can have posted it yet. Absent: it is looked for before it is posted. */
  fresh?: true;
}

/** The card of one incident in one channel: where it is and what it shows. */
export interface PostedCard {
  arn: string;
  channel: string;
  /** Slack's id of the message; absent while it is being posted. */
  ts?: string;
  /** Kept in the message's metadata: by it a card whose posting was cut short is found again. */
  key: string;
  /** When posting began: where to look for it. */
  sinceMs: number;
  /** The card that this one replaces, until that is turned into a line that links here. */
  previousTs?: string;
  /** What the card shows. */
  reading?: IncidentSnapshot;
  /** It is to show it, but may not do so yet. */
  undrawn?: boolean;
  /** When the card was last changed in Slack. */
  updatedAtMs?: number;
  /** Whether the app was a member of the channel then. */
  member?: boolean;
  /** In the order in which they are to be posted. */
  pending?: PendingEntry[];
  /**
   * Why the card is no longer kept: somebody deleted it, the channel is closed to the app, the record is gone, or a
   * shared channel no longer watches the incident. Kept, so that the next notification does not bring it back.
   */
  ended?: 'deleted' | 'closed' | 'gone' | 'unwatched';
  endedAtMs?: number;
  /** The watch that ended because the record was gone: it goes on when the record is there again. */
  endedWatch?: Watch;
}

export interface StoredCard {
  card: PostedCard;
  version: number;
}

const stored = z.object({
  arn: z.string(),
  channel: z.string(),
  ts: z.string().optional(),
  key: z.string(),
  sinceMs: z.number(),
  previousTs: z.string().optional(),
  reading: z.custom<IncidentSnapshot>().optional(),
  undrawn: z.boolean().optional(),
  updatedAtMs: z.number().optional(),
  member: z.boolean().optional(),
  pending: z.array(z.custom<PendingEntry>()).optional(),
  ended: z.enum(['deleted', 'closed', 'gone', 'unwatched']).optional(),
  endedAtMs: z.number().optional(),
  endedWatch: z.custom<Watch>().optional(),
});

/** A card is remembered for so long after it was last touched, in milliseconds. */
const keepMs = 90 * 86_400_000;

/** Remembers which card shows which incident where. */
export interface CardStore {
  get(arn: string, channel: string): Promise<StoredCard | undefined>;
  /** @returns the new version, `undefined` when somebody else wrote in between. */
  put(card: PostedCard, expect: Expect, nowMs: number): Promise<number | undefined>;
  /** All cards of one incident. */
  ofIncident(arn: string): Promise<PostedCard[]>;
}

/** @param log where cards that cannot be read are named */
export function createCardStore(store: Store, log?: Log): CardStore {
  const rows = createRows<PostedCard>(store, stored, log);
  const key = (arn: string, channel: string) => ({ partition: `cards ${arn}`, sort: channel });
  return {
    async get(arn, channel) {
      const row = await rows.get(key(arn, channel));
      return row && { card: row.value, version: row.version };
    },
    put: (card, expect, nowMs) =>
      rows.write(
        { ...key(card.arn, card.channel), value: card as unknown as Json, expiresAtMs: nowMs + keepMs },
        expect,
      ),
    ofIncident: async (arn) => (await rows.list(`cards ${arn}`)).map(({ value }) => value),
  };
}
