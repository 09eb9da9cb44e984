import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { plainCard } from '../cards/surfaces/render-card.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { conflictOver } from '../store/update-item.ts';
import { joined, type News } from './card-snapshot.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import { showMoved } from './moved-line.ts';
import type { CardStore, PendingEntry, PostedCard, StoredCard } from './posted-card.ts';
import { postEntry } from './thread-entries.ts';

export interface CardPosterOptions {
  cards: CardStore;
  slack: WebClient;
  writer: MessageWriter;
  /** @param watched whether the channel watches the incident */
  draw: (snapshot: IncidentSnapshot, watched: boolean) => CardMessage;
  /** The line that a card becomes when it was brought down. */
  drawMoved: (snapshot: IncidentSnapshot, link: string | undefined) => CardMessage;
  isWatched: (arn: string, channel: string) => Promise<boolean>;
  /** What the thread is told of a resolution where the channel had status updates: the last of them. */
  finalStatusUpdate: (channel: string, snapshot: IncidentSnapshot) => Promise<CardMessage | undefined>;
  isMember: (channel: string) => Promise<boolean | undefined>;
  /** User groups to mention, by impact. */
  mentions: ReadonlyMap<number, string>;
  /** Milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** What became of an attempt; the card as it is remembered now. */
export type Outcome = { card: PostedCard } & (
  | { how: 'posted' | 'updated'; ts: string }
  | { how: 'deleted' }
  | { how: 'refused'; code: string }
);

/**
 * Makes Slack show what was decided about a card. Everything decided is remembered before it is done and forgotten when
 * it is done, so that a process that dies in between leaves nothing undone and nothing done twice.
 */
export interface CardPoster {
  remember(card: PostedCard, expect: number | 'absent'): Promise<StoredCard>;
  /**
   * Posts a card that is remembered without its `ts`, and the thread entries that are due.
   * @param again whether an earlier try may have posted it
   */
  post(begun: StoredCard, news: News, again: boolean): Promise<Outcome>;
  /** Redraws a card that is there, and posts the thread entries that are due. */
  change(stored: StoredCard, news: News): Promise<Outcome>;
  /** Does what an earlier try left undone after the card was drawn. */
  finish(stored: StoredCard): Promise<Outcome>;
}

type Fresh = ReadonlyMap<string, PendingEntry>;

/** A card changes at most so often, in milliseconds. */
const restMs = 1000;
/** Entries that wait to be posted, at most: only crashes make them so many. */
const mostPending = 20;
/** After these Slack may still take a plainer card. */
const tryPlainer: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['slack_refused', 'slack_unknown_error']);

export function createCardPoster(options: CardPosterOptions): CardPoster {
  const { cards, slack, writer, draw, drawMoved, isWatched, finalStatusUpdate, isMember, mentions, now, sleep } =
    options;

  async function remember(card: PostedCard, expect: number | 'absent'): Promise<StoredCard> {
    const version = await cards.put(card, expect, now());
    if (version !== undefined) return { card, version };
    throw conflictOver('this card');
  }

  async function end({ card, version }: StoredCard, ended: 'deleted' | 'closed'): Promise<PostedCard> {
    const { pending: _pending, previousTs: _previous, ...rest } = card;
    return (await remember({ ...rest, ended, endedAtMs: now() }, version)).card;
  }

  /** What a channel refuses: the card that was to be replaced stays; without one nothing is kept there. */
  async function refused(begun: StoredCard, code: string): Promise<Outcome> {
    const { previousTs, ...card } = begun.card;
    if (previousTs === undefined) return { how: 'refused', code, card: await end(begun, 'closed') };
    return { how: 'refused', code, card: (await remember({ ...card, ts: previousTs }, begun.version)).card };
  }

  /**
   * Posts what is due in the thread. Where that ends half-way, what is left is remembered.
   * @param fresh the entries that no earlier try can have posted, by key
   * @returns `false` when the card turned out to be deleted
   */
  async function postEntries({ card, version }: StoredCard, ts: string, fresh: Fresh): Promise<boolean> {
    const { channel, reading, pending = [] } = card;
    for (const [index, entry] of pending.entries()) {
      if (reading === undefined) break;
      const place = { channel, threadTs: ts };
      // The last post tells the card's reading: more has changed since an entry that others follow.
      const isLast = index === pending.length - 1 && entry.changes.some(({ kind }) => kind === 'resolved');
      try {
        const last = isLast ? await finalStatusUpdate(channel, reading) : undefined;
        const posted = await postEntry(writer, place, reading.record, entry, !fresh.has(entry.key), last);
        if ('refused' in posted && posted.threadGone) return false;
      } catch (error) {
        const left = [entry, ...pending.slice(index + 1).map((each) => fresh.get(each.key) ?? each)];
        // Not noted: they are all looked for before they are posted.
        await cards.put({ ...card, pending: left }, version, now()).catch(() => undefined);
        throw error;
      }
    }
    return true;
  }

  /** Does what else was decided: thread entries, the line in place of an old card. */
  async function doRest(drawn: StoredCard, ts: string, fresh: Fresh): Promise<StoredCard | 'deleted'> {
    const { pending, previousTs, ...done } = drawn.card;
    if (pending === undefined && previousTs === undefined) return drawn;
    if (!(await postEntries(drawn, ts, fresh))) return 'deleted';
    if (previousTs !== undefined && done.reading !== undefined) {
      const moved = drawMoved(done.reading, await writer.link(done.channel, ts));
      await showMoved(writer, drawn.card, previousTs, moved);
    }
    return remember(done, drawn.version);
  }

  async function outcome(drawn: StoredCard, how: 'posted' | 'updated', ts: string, fresh: Fresh): Promise<Outcome> {
    const finished = await doRest(drawn, ts, fresh);
    if (finished === 'deleted') return { how: 'deleted', card: await end(drawn, 'deleted') };
    return { how, ts, card: finished.card };
  }

  /** Writes the rich card; where Slack refuses that, the plain one: something true always arrives. */
  async function write<T>(card: PostedCard, reading: IncidentSnapshot, send: (message: CardMessage) => Promise<T>) {
    try {
      return await send(draw(reading, await isWatched(card.arn, card.channel)));
    } catch (error) {
      if (!(error instanceof AppError) || !tryPlainer.has(error.code)) throw error;
      return send(plainCard(reading.record));
    }
  }

  /**
   * What is decided is remembered before it is done.
   * @param wasSeen whether people have seen what the news are compared with: if not, they need not be told
   */
  async function decide(stored: StoredCard, news: News, wasSeen = true): Promise<StoredCard> {
    if (news.entry === undefined) return stored;
    const { pending: before = [], ...card } = stored.card;
    const pending = wasSeen ? withNews(before, news) : before;
    const { reading } = news;
    return remember({ ...card, reading, undrawn: true, ...(pending.length > 0 && { pending }) }, stored.version);
  }

  /** What waits to be told, with the news: what nobody can have been told yet is told with them. */
  function withNews(waiting: readonly PendingEntry[], news: News): PendingEntry[] {
    if (news.entry === undefined) return [...waiting];
    const last = waiting.at(-1);
    const { before } = last ?? {};
    if (last?.fresh && before !== undefined) {
      const entry = joined({ ...last, before }, news, mentions);
      return [...waiting.slice(0, -1), ...(entry ? [{ ...entry, fresh: true as const }] : [])];
    }
    return [...waiting.slice(1 - mostPending), { ...news.entry, fresh: true }];
  }

  /** From now on an entry may be in the thread, though nobody may live to note that. */
  async function drawn({ card, version }: StoredCard, more: Partial<PostedCard>): Promise<StoredCard> {
    const { undrawn: _undrawn, pending, ...rest } = card;
    const tried = pending?.map(({ fresh: _fresh, before: _before, ...entry }) => entry);
    return remember({ ...rest, ...(tried && { pending: tried }), ...more, updatedAtMs: now() }, version);
  }

  const freshOf = ({ pending = [] }: PostedCard): Fresh =>
    new Map(pending.filter(({ fresh }) => fresh).map((entry) => [entry.key, entry]));

  /** What is known of the channel when a card is drawn there; asked before, so that nothing stands between. */
  async function place(channel: string): Promise<Pick<PostedCard, 'member'>> {
    const member = await isMember(channel);
    return member === undefined ? {} : { member };
  }

  async function post(begun: StoredCard, news: News, again: boolean): Promise<Outcome> {
    const { arn, channel, key, sinceMs, previousTs } = begun.card;
    const { reading } = news;
    const metadata: OwnMetadata = { event_type: 'incident_card', event_payload: { arn, key } };
    const facts = await place(channel);
    const found = again ? await findMessage(slack, { channel, sinceMs }, isOwn(metadata)) : undefined;
    const decided = await decide(begun, news, (found ?? previousTs) !== undefined);
    const posted = await write(decided.card, reading, async (message) => {
      if (found === undefined) return writer.post(channel, message, metadata);
      await writer.update(channel, found, message);
      return { ts: found };
    });
    if ('refused' in posted) return refused(decided, posted.refused);
    const { ts } = posted;
    return outcome(await drawn(decided, { ...facts, ts, reading }), 'posted', ts, freshOf(decided.card));
  }

  /** A card that the app may not change any more stays as it is: a new one goes on in its place. */
  async function replace({ card, version }: StoredCard, news: News, previousTs: string): Promise<Outcome> {
    const { ts: _ts, ...rest } = card;
    const moving = await remember({ ...rest, key: randomUUID(), sinceMs: now(), previousTs }, version);
    return post(moving, { reading: news.reading }, false);
  }

  return {
    remember,
    post,
    async change(stored, news) {
      const { channel, ts = '', updatedAtMs = 0 } = stored.card;
      const { reading } = news;
      const decided = await decide(stored, news);
      const facts = await place(channel);
      await sleep(Math.min(restMs, Math.max(0, updatedAtMs + restMs - now())));
      const done = await write(decided.card, reading, (message) => writer.update(channel, ts, message));
      if (done === 'gone') return { how: 'deleted', card: await end(decided, 'deleted') };
      if (done === 'uneditable') return replace(decided, news, ts);
      if (done === 'closed') return { how: 'refused', code: 'closed', card: await end(decided, 'closed') };
      return outcome(await drawn(decided, { ...facts, reading }), 'updated', ts, freshOf(decided.card));
    },
    finish: (stored) => outcome(stored, 'updated', stored.card.ts ?? '', freshOf(stored.card)),
  };
}
