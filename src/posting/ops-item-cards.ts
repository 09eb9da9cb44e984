import { z } from 'zod';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { digestOf } from '../digest.ts';
import { AppError } from '../errors.ts';
import type { OpsItem } from '../incidents/ops-item.ts';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { conflictOver } from '../store/update-item.ts';
import type { MessageWriter } from './message-writer.ts';

/** The card of one OpsItem in one channel. */
const stored = z.object({
  arn: z.string(),
  channel: z.string(),
  /** When posting began, in epoch milliseconds: the start of a search for the message. */
  sinceMs: z.number(),
  /** Absent while it is being posted. */
  ts: z.string().optional(),
  /** The version of the OpsItem that it shows. */
  version: z.number().optional(),
  /** A hash of what it shows, except times. */
  facts: z.string().optional(),
});
type PostedOpsItem = z.infer<typeof stored>;

/** What became of a card: `known` was there already, `kept` is a message that was deleted or cannot be changed. */
export type OpsItemShown = { how: 'posted' | 'updated' | 'known'; ts: string } | { how: 'kept' } | { refused: string };

/** Keeps one card for each OpsItem and channel. Methods throw AppError for a failure that can pass. */
export interface OpsItemCards {
  /**
   * Makes a channel show an OpsItem: posts its card, or updates the one that is there.
   * @param again whether a card that was deleted is posted again: a person asked for it
   */
  show(channel: string, item: OpsItem, again?: boolean): Promise<OpsItemShown>;
  /** Updates the cards of an OpsItem in all channels. */
  sync(item: OpsItem): Promise<void>;
}

export interface OpsItemCardsOptions {
  store: Store;
  writer: MessageWriter;
  draw: (item: OpsItem) => Promise<CardMessage>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** How long a card is kept up to date after its last change, in milliseconds. */
const keepMs = 90 * 86_400_000;

export function createOpsItemCards({ store, writer, draw, now, log }: OpsItemCardsOptions): OpsItemCards {
  const rows = createRows<PostedOpsItem>(store, stored, log);
  const keyOf = (arn: string, channel: string) => ({ partition: `ops-item ${arn}`, sort: channel });

  async function save(card: PostedOpsItem, expect: number | 'absent'): Promise<number> {
    const item = { ...keyOf(card.arn, card.channel), value: card, expiresAtMs: now() + keepMs };
    const version = await rows.write(item, expect);
    if (version === undefined) throw conflictOver('this card');
    return version;
  }

  async function post(card: PostedOpsItem, version: number, item: OpsItem, isRetry: boolean): Promise<OpsItemShown> {
    const { arn, channel, sinceMs } = card;
    const metadata = { event_type: 'incident_ops_item', event_payload: { arn, key: channel } } as const;
    const message = await draw(item);
    const posted = await writer.post(channel, message, metadata, { triedSinceMs: isRetry ? sinceMs : undefined });
    if ('refused' in posted) {
      await store.remove(keyOf(arn, channel));
      return { refused: posted.refused };
    }
    const { ts } = posted;
    if (posted.found) {
      const found = { ...card, ts };
      const shown = await update(found, await save(found, version), item);
      return 'how' in shown && shown.how === 'updated' ? { how: 'posted', ts } : shown;
    }
    await save({ ...card, ts, version: item.version, facts: factsOf(message) }, version);
    return { how: 'posted', ts };
  }

  async function update(card: PostedOpsItem & { ts: string }, version: number, item: OpsItem): Promise<OpsItemShown> {
    // An older reading came late.
    if (item.version < (card.version ?? 0)) return { how: 'known', ts: card.ts };
    const message = await draw(item);
    const facts = factsOf(message);
    if (facts === card.facts) return { how: 'known', ts: card.ts };
    const changed = await writer.update(card.channel, card.ts, message);
    if (changed !== 'done') return changed === 'closed' ? { refused: 'channel_closed' } : { how: 'kept' };
    await save({ ...card, version: item.version, facts }, version);
    return { how: 'updated', ts: card.ts };
  }

  return {
    async show(channel, item, again = false) {
      const { arn } = item;
      const row = await rows.get(keyOf(arn, channel));
      const card = row?.value ?? { arn, channel, sinceMs: now() };
      if (row === undefined) return post(card, await save(card, 'absent'), item, false);
      const { ts } = card;
      if (ts === undefined) return post(card, row.version, item, true);
      const shown = await update({ ...card, ts }, row.version, item);
      if (!again || !('how' in shown) || shown.how !== 'kept') return shown;
      const anew = { arn, channel, sinceMs: now() };
      return post(anew, await save(anew, row.version), item, false);
    },
    async sync(item) {
      for (const { value: card, version } of await rows.list(`ops-item ${item.arn}`)) {
        const { ts } = card;
        if (ts !== undefined) await update({ ...card, ts }, version, item).catch(unlessLeft);
      }
    },
  };
}

/** A workspace that the app was removed from holds up no other. */
function unlessLeft(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'workspace_left') throw error;
}

/** Times aside: a card is not updated for the minute that passed. */
function factsOf(message: CardMessage): string {
  const facts = JSON.stringify(message).replaceAll(/<!date\^\d+\^[^>]*>/g, '');
  return digestOf(facts);
}
