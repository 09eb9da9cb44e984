import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { CardMessage, EntityMessage } from '../cards/block-kit/blocks.ts';
import { plainCard } from '../cards/surfaces/render-card.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { withTold } from '../incidents/catch-up/told-changes.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { conflictOver } from '../store/update-item.ts';
import { joined, type Mentions, type News } from './card-snapshot.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { CardStore, PendingEntry, PostedCard, StoredCard } from './posted-card.ts';
import { inParts, placeOfEntries, postEntry } from './thread-entries.ts';

export interface CardPosterOptions {
  cards: CardStore;
  slack: WebClient;
  writer: MessageWriter;
  /** @param watched whether the channel watches the incident */
  draw: (snapshot: IncidentSnapshot, watched: boolean) => EntityMessage;
  /** The line that replaces a card that was moved to the bottom of the channel. */
  drawMoved: (snapshot: IncidentSnapshot, link: string | undefined) => CardMessage;
  isWatched: (arn: string, channel: string) => Promise<boolean>;
  /** The last status update, which replaces the thread entry about the resolution in a channel with status updates. */
  finalStatusUpdate: (channel: string, snapshot: IncidentSnapshot) => Promise<CardMessage | undefined>;
  isMember: (channel: string) => Promise<boolean | undefined>;
  /** User groups to mention, by impact. */
  mentions: Mentions;
  /** Milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** The outcome of an attempt, with the card as it is stored now. */
export type Outcome = { card: PostedCard } & (
  | { how: 'posted' | 'updated'; ts: string }
  | { how: 'deleted' }
  | { how: 'refused'; code: string }
);

/**
 * Makes Slack show what was decided about a card. Each decision is stored before it is carried out and cleared afterwards
 * (write-ahead), so that after a crash nothing is left undone, and nothing is done twice.
 */
export interface CardPoster {
  /** Stores a card. @throws AppError `job_conflict` when it was written concurrently */
  save(card: PostedCard, expect: number | 'absent'): Promise<StoredCard>;
  /**
   * Posts a card that is stored without its `ts`, and its pending thread entries.
   * @param again whether an earlier attempt may have posted it
   */
  post(decided: StoredCard, news: News, again: boolean): Promise<Outcome>;
  /** Searches for the message of a card that is stored without its `ts`: it may be posted although the response was lost. */
  find(card: PostedCard): Promise<string | undefined>;
  /** Updates a posted card, and posts its pending thread entries. */
  change(stored: StoredCard, news: News): Promise<Outcome>;
  /** Completes what an earlier attempt left unfinished after it updated the card. */
  finish(stored: StoredCard): Promise<Outcome>;
}

type Fresh = ReadonlyMap<string, PendingEntry>;

/** The shortest time between two updates of a message, in milliseconds. */
const minIntervalMs = 1000;
/** The most pending entries. Only repeated crashes lead to that many. */
const maxPending = 20;
/** The errors after which Slack may still accept the plain card. */
const tryPlainer: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['slack_refused', 'slack_unknown_error']);

/**
 * How long a message rests before its next update, in milliseconds. After the clock was set back it does not rest: it is
 * unknown when it was updated, and a job that waits in the queue would wait until the earlier time comes again.
 */
export function restMs(updatedAtMs: number, nowMs: number): number {
  if (updatedAtMs - nowMs > minIntervalMs) return 0;
  return Math.min(minIntervalMs, Math.max(0, updatedAtMs + minIntervalMs - nowMs));
}

export function createCardPoster(options: CardPosterOptions): CardPoster {
  const { cards, slack, writer, draw, drawMoved, isWatched, finalStatusUpdate, isMember, mentions, now, sleep } =
    options;

  async function save(card: PostedCard, expect: number | 'absent'): Promise<StoredCard> {
    const version = await cards.put(card, expect, now());
    if (version !== undefined) return { card, version };
    throw conflictOver('this card');
  }

  async function end({ card, version }: StoredCard, ended: 'deleted' | 'closed'): Promise<PostedCard> {
    const { pending: _pending, previousTs: _previous, ...rest } = card;
    return (await save({ ...rest, ended, endedAtMs: now() }, version)).card;
  }

  /** The channel refused a card: a card that it was to replace stays, otherwise the card ends. */
  async function refused(decided: StoredCard, code: string): Promise<Outcome> {
    const { previousTs, ...card } = decided.card;
    if (previousTs === undefined) return { how: 'refused', code, card: await end(decided, 'closed') };
    return { how: 'refused', code, card: (await save({ ...card, ts: previousTs }, decided.version)).card };
  }

  /**
   * Posts the pending thread entries. After a failure the rest is stored.
   * @param fresh the entries that no earlier attempt can have posted, by key
   * @returns `false` when the card was deleted
   */
  async function postEntries({ card, version }: StoredCard, ts: string, fresh: Fresh): Promise<boolean> {
    const { channel, reading, pending = [] } = card;
    for (const [index, entry] of pending.entries()) {
      if (reading === undefined) break;
      const place = placeOfEntries(card, ts);
      // The final status update describes the card's current snapshot, so it can only replace the last entry.
      const isLast = index === pending.length - 1 && entry.changes.some(({ kind }) => kind === 'resolved');
      try {
        const last = isLast ? await finalStatusUpdate(channel, reading) : undefined;
        for (const { part, instead } of last === undefined
          ? [{ part: entry, instead: undefined }]
          : inParts(entry, last)) {
          const posted = await postEntry(writer, place, reading.record, part, !fresh.has(entry.key), instead);
          if ('refused' in posted && posted.threadGone) return false;
        }
      } catch (error) {
        const left = [entry, ...pending.slice(index + 1).map((each) => fresh.get(each.key) ?? each)];
        // If this write fails, all entries are searched before they are posted.
        await cards.put({ ...card, pending: left }, version, now()).catch(() => undefined);
        throw error;
      }
    }
    return true;
  }

  /** Carries out the rest of the decision: thread entries, and the link in place of an old card. */
  async function doRest(drawn: StoredCard, ts: string, fresh: Fresh): Promise<StoredCard | 'deleted'> {
    const { pending, previousTs, ...done } = drawn.card;
    if (pending === undefined && previousTs === undefined) return drawn;
    if (!(await postEntries(drawn, ts, fresh))) return 'deleted';
    if (previousTs !== undefined && done.reading !== undefined) {
      const moved = drawMoved(done.reading, await writer.link(done.channel, ts));
      await showMoved(writer, drawn.card, previousTs, moved);
    }
    const changes = pending?.flatMap((entry) => entry.changes) ?? [];
    const told = withTold(done.told ?? [], changes, now());
    return save({ ...done, ...(told && { told }) }, drawn.version);
  }

  async function outcome(drawn: StoredCard, how: 'posted' | 'updated', ts: string, fresh: Fresh): Promise<Outcome> {
    const finished = await doRest(drawn, ts, fresh);
    if (finished === 'deleted') return { how: 'deleted', card: await end(drawn, 'deleted') };
    return { how, ts, card: finished.card };
  }

  /** Writes the rich card, or the plain one if Slack refuses that. */
  async function write<T>(card: PostedCard, reading: IncidentSnapshot, send: (message: EntityMessage) => Promise<T>) {
    try {
      return await send(draw(reading, await isWatched(card.arn, card.channel)));
    } catch (error) {
      if (!(error instanceof AppError) || !tryPlainer.has(error.code)) throw error;
      return send(plainCard(reading.record));
    }
  }

  /**
   * Stores a decision before it is carried out.
   * @param wasSeen whether the card that the news is compared with was posted; if not, the news needs no thread entry
   */
  async function decide(stored: StoredCard, news: News, wasSeen = true): Promise<StoredCard> {
    if (news.entry === undefined) return stored;
    const { pending: before = [], ...card } = stored.card;
    const pending = wasSeen ? withNews(before, news) : before;
    const { reading } = news;
    return save({ ...card, reading, undrawn: true, ...(pending.length > 0 && { pending }) }, stored.version);
  }

  /** Adds the news to the pending entries. It is merged with a last entry that cannot have been posted yet. */
  function withNews(waiting: readonly PendingEntry[], news: News): PendingEntry[] {
    if (news.entry === undefined) return [...waiting];
    const last = waiting.at(-1);
    const { before } = last ?? {};
    if (last?.fresh && before !== undefined) {
      const entry = joined({ ...last, before }, news, mentions);
      return [...waiting.slice(0, -1), ...(entry ? [{ ...entry, fresh: true as const }] : [])];
    }
    return [...waiting.slice(1 - maxPending), { ...news.entry, fresh: true }];
  }

  /** Stores that the card is drawn. From now on pending entries count as possibly posted, in case of a crash. */
  async function drawn({ card, version }: StoredCard, more: Partial<PostedCard>): Promise<StoredCard> {
    const { undrawn: _undrawn, pending, ...rest } = card;
    const tried = pending?.map(({ fresh: _fresh, before: _before, ...entry }) => entry);
    return save({ ...rest, ...(tried && { pending: tried }), ...more, updatedAtMs: now() }, version);
  }

  const freshOf = ({ pending = [] }: PostedCard): Fresh =>
    new Map(pending.filter(({ fresh }) => fresh).map((entry) => [entry.key, entry]));

  /** The channel's membership, to store with the card. Read before the card is drawn. */
  async function place(channel: string): Promise<Pick<PostedCard, 'member'>> {
    const member = await isMember(channel);
    return member === undefined ? {} : { member };
  }

  const find = (card: PostedCard) => findMessage(slack, card, isOwn(metadataOf(card)));

  async function post(saved: StoredCard, news: News, again: boolean): Promise<Outcome> {
    const { channel, previousTs } = saved.card;
    const { reading } = news;
    const found = again ? await find(saved.card) : undefined;
    if (found !== undefined) {
      return change(await save({ ...saved.card, ts: found }, saved.version), news, 'posted');
    }
    const facts = await place(channel);
    const decided = await decide(saved, news, previousTs !== undefined);
    const metadata = metadataOf(decided.card);
    const posted = await write(decided.card, reading, (message) => writer.post(channel, message, metadata));
    if ('refused' in posted) return refused(decided, posted.refused);
    const { ts } = posted;
    return outcome(await drawn(decided, { ...facts, ts, reading }), 'posted', ts, freshOf(decided.card));
  }

  /** Posts a new card in place of one that the app can no longer edit. */
  async function replace({ card, version }: StoredCard, news: News, previousTs: string): Promise<Outcome> {
    const { ts: _ts, ...rest } = card;
    const moving = await save({ ...rest, key: randomUUID(), sinceMs: now(), previousTs }, version);
    return post(moving, { reading: news.reading }, false);
  }

  /** @param how `posted` for a message that an earlier attempt posted: it shows the card even if it cannot be edited */
  async function change(stored: StoredCard, news: News, how: 'posted' | 'updated' = 'updated'): Promise<Outcome> {
    const { channel, ts = '', updatedAtMs = 0 } = stored.card;
    const { reading } = news;
    const decided = await decide(stored, news);
    const facts = await place(channel);
    await sleep(restMs(updatedAtMs, now()));
    const done = await write(decided.card, reading, (message) =>
      writer.update(channel, ts, message, metadataOf(decided.card)),
    );
    if (done === 'gone') return { how: 'deleted', card: await end(decided, 'deleted') };
    if (done === 'uneditable' && how === 'updated') return replace(decided, news, ts);
    if (done === 'closed') return { how: 'refused', code: 'closed', card: await end(decided, 'closed') };
    return outcome(await drawn(decided, { ...facts, reading }), how, ts, freshOf(decided.card));
  }

  return {
    save,
    post,
    find,
    change: (stored, news) => change(stored, news),
    finish: (stored) => outcome(stored, 'updated', stored.card.ts ?? '', freshOf(stored.card)),
  };
}

/** The metadata of a card's message. */
export const metadataOf = ({ arn, key }: Pick<PostedCard, 'arn' | 'key'>): OwnMetadata => ({
  event_type: 'incident_card',
  event_payload: { arn, key },
});

/** Replaces an old card by a link to the new one. If the old message cannot be edited, the link is posted in its thread. */
async function showMoved(
  writer: MessageWriter,
  { arn, channel, key, sinceMs }: Pick<PostedCard, 'arn' | 'channel' | 'key' | 'sinceMs'>,
  oldTs: string,
  line: CardMessage,
): Promise<void> {
  const old = metadataOf({ arn, key: `moved ${key}` });
  if ((await writer.update(channel, oldTs, line, old)) !== 'uneditable') return;
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn, key: `moved ${key}` } };
  await writer.post(channel, line, metadata, { threadTs: oldTs, triedSinceMs: sinceMs });
}
