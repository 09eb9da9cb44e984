import { randomUUID } from 'node:crypto';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { lineCard } from '../cards/surfaces/line-card.ts';
import { attentionOf } from '../incidents/attention.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import { answerInThread } from './answer-in-thread.ts';
import { type CardPosterOptions, createCardPoster, metadataOf, type Outcome, restMs } from './card-poster.ts';
import { firstEntry, newsOf } from './card-snapshot.ts';
import type { MessageWriter } from './message-writer.ts';
import type { PostedCard, StoredCard } from './posted-card.ts';

export interface CardKeeperOptions extends CardPosterOptions {
  /** Whether the incident may be shown in the channel. */
  mayShow: (arn: string, channel: string) => Promise<boolean>;
  /** Called after each refresh of a card, with the stored card and whether the incident changed. */
  follow: (card: PostedCard, isNews: boolean) => Promise<void>;
  /** Restores the watch that ended because the record was gone. */
  resume: (watch: Watch, snapshot: IncidentSnapshot) => Promise<void>;
}

/** How a card is updated. */
export interface SyncWays {
  /** Whether the card is updated even if only its age changed. */
  redraw?: boolean;
  /** Waits until a card that was just updated has rested, before anything is changed; may throw instead. */
  rest?: (ms: number) => Promise<void>;
}

/** The result for a channel. */
type Shown =
  | { how: 'posted' | 'updated'; ts: string }
  /** Nothing to do: no card and none wanted, or nothing changed. */
  | { how: 'unchanged' }
  /** The channel is or may be shared with another organisation. */
  | { how: 'shared' /** The channel has a card that is no longer true. */; outdated?: boolean }
  /** The app may not post there: `not_in_channel`, `channel_not_found`, `is_archived` … */
  | { how: 'refused'; code: string };

/**
 * Keeps one current card for each incident and channel. Jobs about one card run one at a time, so there are no races within
 * the methods. Every method throws AppError for a failure that can pass.
 * @example
 * const shown = await cards.sync('C0123', snapshot, true);
 * if (shown.how === 'refused') log.warn('channel is closed to the app', { code: shown.code });
 */
export interface CardKeeper {
  /** Updates the channel's card for a requester, or posts it if there is none. */
  show(channel: string, snapshot: IncidentSnapshot): Promise<Shown>;
  /**
   * Makes the channel's card match a snapshot, and posts what changed in its thread. Makes no call if nothing changed.
   * @param bring whether a card is posted if there is none
   */
  sync(channel: string, snapshot: IncidentSnapshot, bring: boolean, ways?: SyncWays): Promise<Shown>;
  /** Posts the card again at the bottom of the channel. The old message becomes a link to it. */
  bringDown(channel: string, snapshot: IncidentSnapshot): Promise<Shown>;
  /** Stores a message as the channel's card, if none is stored. */
  adopt(channel: string, arn: string, ts: string): Promise<void>;
  /**
   * Ends a card: shows `last` on it and stops updating it, because the record is gone or a shared channel no longer watches
   * the incident. A card that is `gone` is revived when the record is read again.
   * @param watch the watch that ends with the card, to be restored with it
   */
  end(
    channel: string,
    arn: string,
    why: 'gone' | 'unwatched',
    last: (card: PostedCard) => CardMessage,
    watch?: Watch,
  ): Promise<void>;
}

/** An incident that was resolved longer ago gets no new card, in milliseconds. */
const freshMs = 3_600_000;
/** How long after a channel was closed to the app a notification may reopen its card, in milliseconds. */
const closedMs = 600_000;

export function createCardKeeper(options: CardKeeperOptions): CardKeeper {
  const { cards, writer, draw, mayShow, isWatched, isMember, follow, resume, mentions, now } = options;
  const poster = createCardPoster(options);
  const unchanged: Shown = { how: 'unchanged' };

  async function followed(outcome: Outcome, isNews = false): Promise<Shown> {
    await follow(outcome.card, isNews);
    if (outcome.how === 'deleted') return unchanged;
    return outcome.how === 'refused' ? { how: 'refused', code: outcome.code } : { how: outcome.how, ts: outcome.ts };
  }

  /** @param before the stored card that ended */
  async function postNew(
    channel: string,
    snapshot: IncidentSnapshot,
    before?: StoredCard,
    mention = false,
  ): Promise<Shown> {
    const entry = mention && snapshot.room !== channel ? firstEntry(snapshot, mentions, now()) : undefined;
    // A card that ended without its `ts` may be posted nevertheless.
    const unanswered = before !== undefined && before.card.ts === undefined;
    const { key, sinceMs } = unanswered ? before.card : { key: randomUUID(), sinceMs: now() };
    const card = {
      arn: snapshot.record.arn.arn,
      channel,
      key,
      sinceMs,
      reading: snapshot,
      undrawn: true,
      ...(entry && { pending: [entry] }),
    };
    const decided = await poster.save(card, before?.version ?? 'absent');
    return followed(await poster.post(decided, { reading: snapshot }, unanswered));
  }

  /** Revives a card, with its watch, whose record was gone and has been read again. */
  async function revive(stored: StoredCard | undefined, snapshot: IncidentSnapshot): Promise<StoredCard | undefined> {
    if (stored?.card.ended !== 'gone') return stored;
    const { ended: _ended, endedAtMs = 0, endedWatch, ...card } = stored.card;
    if (endedWatch !== undefined) await resume(endedWatch, snapshot);
    await postFoundAgain({ writer }, card, endedAtMs, endedWatch !== undefined);
    return poster.save({ ...card, undrawn: true }, stored.version);
  }

  async function show(channel: string, snapshot: IncidentSnapshot): Promise<Shown> {
    const { arn } = snapshot.record.arn;
    if (!(await mayShow(arn, channel))) return { how: 'shared' };
    const known = await revive(await cards.get(arn, channel), snapshot);
    const stored = known?.card.ended === 'closed' ? await poster.save(withoutEnd(known.card), known.version) : known;
    if (stored === undefined || stored.card.ended !== undefined) return postNew(channel, snapshot, stored);
    const { ts, reading } = stored.card;
    const news = newsOf(reading, snapshot, mentions, now());
    if (ts === undefined) return followed(await poster.post(stored, news, true));
    const changed = await poster.change(stored, news);
    if (changed.how !== 'deleted') return followed(changed, news.entry !== undefined);
    // The message was deleted, but the requester wants to see the card.
    return postNew(channel, snapshot, await cards.get(arn, channel));
  }

  /** Whether a snapshot looks different from what a card shows, apart from ages. */
  function differs(
    { reading: shown, updatedAtMs = 0 }: PostedCard,
    reading: IncidentSnapshot,
    watched: boolean,
  ): boolean {
    if (shown === undefined) return true;
    // Time alone turns a page into one that nobody has acknowledged.
    if (attentionOf(shown, updatedAtMs).length !== attentionOf(shown, now()).length) return true;
    const drawn = (snapshot: IncidentSnapshot) => JSON.stringify(draw({ ...snapshot, readAtMs: 0 }, watched));
    return shown !== reading && drawn(shown) !== drawn(reading);
  }

  /** Such a card is still true, though its details may be older. */
  const staysResolved = (shown: IncidentSnapshot | undefined, snapshot: IncidentSnapshot): boolean =>
    shown !== undefined && stateOf(shown.record) === 'resolved' && stateOf(snapshot.record) === 'resolved';

  /** A channel may have been closed to the app temporarily. If the app was removed from it, the card stays ended. */
  async function mayReopen({ ended, endedAtMs = 0, member, channel }: PostedCard): Promise<boolean> {
    if (ended !== 'closed' || now() - endedAtMs < closedMs) return false;
    return !(await wasRemoved(channel, member));
  }

  const wasRemoved = async (channel: string, member: boolean | undefined) =>
    member === true && (await isMember(channel)) === false;

  async function syncKept(
    stored: StoredCard,
    snapshot: IncidentSnapshot,
    { redraw = false, rest }: SyncWays = {},
  ): Promise<Shown> {
    const { card, version } = stored;
    const { arn, channel, ts, reading, undrawn, pending, previousTs, member, updatedAtMs = 0 } = card;
    const news = newsOf(reading, snapshot, mentions, now());
    const isNews = news.entry !== undefined;
    const isCurrent = !redraw && !undrawn && !isNews && !differs(card, news.reading, await isWatched(arn, channel));
    if (isCurrent && ts !== undefined && pending === undefined && previousTs === undefined) {
      await follow(card, false);
      return unchanged;
    }
    if (ts !== undefined && !isCurrent) await rest?.(restMs(updatedAtMs, now()));
    if (!(await mayShow(arn, channel))) return { how: 'shared', outdated: !staysResolved(reading, snapshot) };
    if (await wasRemoved(channel, member)) {
      const ended = { ...card, ended: 'closed' as const, endedAtMs: now() };
      await follow((await poster.save(ended, version)).card, false);
      return { how: 'refused', code: 'not_in_channel' };
    }
    if (ts === undefined) return followed(await poster.post(stored, news, true), isNews);
    return followed(await (isCurrent ? poster.finish(stored) : poster.change(stored, news)), isNews);
  }

  /** Continues a closed card: updates the posted message, or posts it if it never was. */
  async function reopen(stored: StoredCard, snapshot: IncidentSnapshot): Promise<Shown> {
    const card = withoutEnd(stored.card);
    if (card.ts !== undefined) return syncKept(await poster.save(card, stored.version), snapshot);
    return (await mayShow(card.arn, card.channel)) ? postNew(card.channel, snapshot, stored, true) : { how: 'shared' };
  }

  async function bringDown(channel: string, snapshot: IncidentSnapshot): Promise<Shown> {
    const { arn } = snapshot.record.arn;
    const stored = await cards.get(arn, channel);
    const { ts, previousTs, ended, pending } = stored?.card ?? {};
    // A card that is being moved already only has to be completed.
    if (stored === undefined || ts === undefined || previousTs !== undefined || ended !== undefined) {
      return show(channel, snapshot);
    }
    if (!(await mayShow(arn, channel))) return { how: 'shared' };
    if (pending !== undefined) {
      // Pending entries belong in the old card's thread, where some may be posted already.
      await followed(await poster.finish(stored));
      return bringDown(channel, snapshot);
    }
    const { ts: _ts, ...card } = stored.card;
    const news = newsOf(card.reading, snapshot, mentions, now());
    const fresh = { key: randomUUID(), sinceMs: now(), previousTs: ts };
    const moving = await poster.save({ ...card, ...fresh }, stored.version);
    return followed(await poster.post(moving, news, false), news.entry !== undefined);
  }

  return {
    show,
    async sync(channel, snapshot, bring, ways) {
      const {
        arn: { arn },
        resolvedAtMs = 0,
      } = snapshot.record;
      const known = await cards.get(arn, channel);
      const mayReturn = known?.card.ended === 'gone' && (known.card.endedWatch || (await mayShow(arn, channel)));
      const stored = mayReturn ? await revive(known, snapshot) : known;
      if (stored !== undefined && stored.card.ended === undefined) return syncKept(stored, snapshot, ways);
      const isLate = stateOf(snapshot.record) === 'resolved' && now() - resolvedAtMs > freshMs;
      const brings = bring && !isLate;
      if (stored !== undefined) {
        if (brings && (await mayReopen(stored.card))) return reopen(stored, snapshot);
        await follow(stored.card, false);
        return unchanged;
      }
      if (!brings) return unchanged;
      return (await mayShow(arn, channel)) ? postNew(channel, snapshot, undefined, true) : { how: 'shared' };
    },
    bringDown,
    async adopt(channel, arn, ts) {
      await cards.put({ arn, channel, ts, key: '', sinceMs: now() }, 'absent', now());
    },
    async end(channel, arn, why, last, watch) {
      const stored = await cards.get(arn, channel);
      if (stored === undefined) return;
      const { card, version } = stored;
      if (card.ended !== undefined) return follow(card, false);
      const { ts: known, previousTs, ...rest } = card;
      const posted = known ?? (await poster.find(card));
      // A card that is being moved may be shown twice.
      for (const ts of [posted, previousTs])
        if (ts !== undefined) await writer.update(channel, ts, last(card), metadataOf(card));
      const ts = posted ?? previousTs;
      const ended = {
        ...rest,
        ...(ts !== undefined && { ts }),
        ended: why,
        endedAtMs: now(),
        ...(watch && { endedWatch: watch }),
      };
      await follow((await poster.save(ended, version)).card, false);
    },
  };
}

const withoutEnd = ({ ended: _ended, endedAtMs: _at, ...card }: PostedCard): PostedCard => card;

/**
 * Posts in a card's thread that the record was read again after the card said that it was gone. Idempotent.
 * @param goneAtMs when the card ended, in epoch milliseconds
 * @param watched whether a watch was restored too
 */
async function postFoundAgain(
  writing: { writer: MessageWriter },
  { ts, ...card }: PostedCard,
  goneAtMs: number,
  watched: boolean,
): Promise<void> {
  if (ts === undefined) return;
  const goesOn = watched ? ' Its watch in this channel goes on.' : '';
  const line = lineCard(`Back in Incident Manager: the record was read again, and this card is current.${goesOn}`);
  await answerInThread(writing, { ...card, ts }, line, `back ${goneAtMs}`, goneAtMs);
}
