import { randomUUID } from 'node:crypto';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import { type CardPosterOptions, createCardPoster, type Outcome } from './card-poster.ts';
import { firstEntry, newsOf } from './card-snapshot.ts';
import { tellFoundAgain } from './found-again.ts';
import type { PostedCard, StoredCard } from './posted-card.ts';

export interface CardKeeperOptions extends CardPosterOptions {
  /** Whether the incident may be shown in the channel. */
  mayShow: (arn: string, channel: string) => Promise<boolean>;
  /** Told after each look at a card how it is now, and whether it changed. */
  follow: (card: PostedCard, isNews: boolean) => Promise<void>;
  /** A watch that ended with the record goes on, now that the record is there again. */
  resume: (watch: Watch, snapshot: IncidentSnapshot) => Promise<void>;
}

/** How a channel came to show an incident. */
type Shown =
  | { how: 'posted' | 'updated'; ts: string }
  /** There is nothing to do: no card and none wanted, or nothing changed. */
  | { how: 'left alone' }
  /** People of another organisation read along. */
  | { how: 'shared' }
  /** The app may not post there: `not_in_channel`, `channel_not_found`, `is_archived` … */
  | { how: 'refused'; code: string };

/** Keeps one true card per incident and channel. Jobs about one card run one at a time, so nothing here races itself. */
export interface CardKeeper {
  /** Somebody asks: makes the channel's card true now; posts it where there is none. */
  show(channel: string, snapshot: IncidentSnapshot): Promise<Shown>;
  /**
   * The incident may have changed: makes the channel's card true and tells in its thread what changed. Nothing changed:
   * no call.
   * @param bring whether a card is posted where there is none
   * @param redraw whether a card that nothing changed on is drawn again, for what time alone changes
   */
  sync(channel: string, snapshot: IncidentSnapshot, bring: boolean, redraw?: boolean): Promise<Shown>;
  /** Posts the card anew at the bottom of the channel; the old one becomes a line that links to it. */
  bringDown(channel: string, snapshot: IncidentSnapshot): Promise<Shown>;
  /** Takes a message for the channel's card where none is remembered. */
  adopt(channel: string, arn: string, ts: string): Promise<void>;
  /**
   * Shows `last` on the card and stops keeping it: the record is gone, or a shared channel no longer watches it. What is
   * gone comes back with the record.
   * @param watch the watch that ends with it
   */
  end(
    channel: string,
    arn: string,
    why: 'gone' | 'unwatched',
    last: (card: PostedCard) => CardMessage,
    watch?: Watch,
  ): Promise<void>;
}

/** The first news of an incident that ended longer ago brings no card, in milliseconds. */
const freshMs = 3_600_000;
/** A channel that was closed to the app is tried again by notifications so long after, in milliseconds. */
const closedMs = 600_000;

export function createCardKeeper(options: CardKeeperOptions): CardKeeper {
  const { cards, writer, draw, mayShow, isWatched, isMember, follow, resume, mentions, now } = options;
  const poster = createCardPoster(options);
  const leftAlone: Shown = { how: 'left alone' };

  async function settled(outcome: Outcome, isNews = false): Promise<Shown> {
    await follow(outcome.card, isNews);
    if (outcome.how === 'deleted') return leftAlone;
    return outcome.how === 'refused' ? { how: 'refused', code: outcome.code } : { how: outcome.how, ts: outcome.ts };
  }

  /** @param before what is remembered of an earlier card that is no longer kept */
  async function postNew(
    channel: string,
    snapshot: IncidentSnapshot,
    before?: StoredCard,
    mention = false,
  ): Promise<Shown> {
    const entry = mention ? firstEntry(snapshot, mentions, now()) : undefined;
    const card = {
      arn: snapshot.record.arn,
      channel,
      key: randomUUID(),
      sinceMs: now(),
      reading: snapshot,
      undrawn: true,
      ...(entry && { pending: [entry] }),
    };
    const begun = await poster.remember(card, before?.version ?? 'absent');
    return settled(await poster.post(begun, { reading: snapshot }, false));
  }

  /** A card whose record was gone is kept again, with its watch, now that the record was read. */
  async function found(stored: StoredCard | undefined, snapshot: IncidentSnapshot): Promise<StoredCard | undefined> {
    if (stored?.card.ended !== 'gone') return stored;
    const { ended: _ended, endedAtMs = 0, endedWatch, ...card } = stored.card;
    if (endedWatch !== undefined) await resume(endedWatch, snapshot);
    await tellFoundAgain({ writer }, card, endedAtMs, endedWatch !== undefined);
    return poster.remember({ ...card, undrawn: true }, stored.version);
  }

  async function show(channel: string, snapshot: IncidentSnapshot): Promise<Shown> {
    const { arn } = snapshot.record;
    if (!(await mayShow(arn, channel))) return { how: 'shared' };
    const stored = await found(await cards.get(arn, channel), snapshot);
    if (stored === undefined || stored.card.ended !== undefined) return postNew(channel, snapshot, stored);
    const { ts, reading } = stored.card;
    const news = newsOf(reading, snapshot, mentions, now());
    if (ts === undefined) return settled(await poster.post(stored, news, true));
    const changed = await poster.change(stored, news);
    if (changed.how !== 'deleted') return settled(changed, news.entry !== undefined);
    // Deleted, but somebody wants to see it.
    return postNew(channel, snapshot, await cards.get(arn, channel));
  }

  /** Whether two readings look different on a card, but for what time alone changes. */
  function differ(shown: IncidentSnapshot | undefined, reading: IncidentSnapshot, watched: boolean): boolean {
    if (shown === undefined) return true;
    const drawn = (snapshot: IncidentSnapshot) => JSON.stringify(draw({ ...snapshot, readAtMs: 0 }, watched));
    return shown !== reading && drawn(shown) !== drawn(reading);
  }

  /** A topic's channel may have been closed to the app for a while only; where the app was thrown out it stays out. */
  async function mayReopen({ ended, endedAtMs = 0, member, channel }: PostedCard): Promise<boolean> {
    if (ended !== 'closed' || now() - endedAtMs < closedMs) return false;
    return !(await isThrownOut(channel, member));
  }

  const isThrownOut = async (channel: string, member: boolean | undefined) =>
    member === true && (await isMember(channel)) === false;

  async function syncKept(stored: StoredCard, snapshot: IncidentSnapshot, redraw = false): Promise<Shown> {
    const { card, version } = stored;
    const { arn, channel, ts, reading, undrawn, pending, previousTs, member } = card;
    const news = newsOf(reading, snapshot, mentions, now());
    const isNews = news.entry !== undefined;
    const isTrue = !redraw && !undrawn && !isNews && !differ(reading, news.reading, await isWatched(arn, channel));
    if (isTrue && ts !== undefined && pending === undefined && previousTs === undefined) {
      await follow(card, false);
      return leftAlone;
    }
    if (!(await mayShow(arn, channel))) return { how: 'shared' };
    if (await isThrownOut(channel, member)) {
      const ended = { ...card, ended: 'closed' as const, endedAtMs: now() };
      await follow((await poster.remember(ended, version)).card, false);
      return { how: 'refused', code: 'not_in_channel' };
    }
    if (ts === undefined) return settled(await poster.post(stored, news, true), isNews);
    return settled(await (isTrue ? poster.finish(stored) : poster.change(stored, news)), isNews);
  }

  /** The card that stands there becomes true again; where none ever stood, one is posted. */
  async function reopen(stored: StoredCard, snapshot: IncidentSnapshot): Promise<Shown> {
    const { ended: _ended, endedAtMs: _at, ...card } = stored.card;
    if (card.ts !== undefined) return syncKept(await poster.remember(card, stored.version), snapshot);
    return (await mayShow(card.arn, card.channel)) ? postNew(card.channel, snapshot, stored, true) : { how: 'shared' };
  }

  async function bringDown(channel: string, snapshot: IncidentSnapshot): Promise<Shown> {
    const { arn } = snapshot.record;
    const stored = await cards.get(arn, channel);
    const { ts, previousTs, ended, pending } = stored?.card ?? {};
    // A card that is on its way down already only has to arrive.
    if (stored === undefined || ts === undefined || previousTs !== undefined || ended !== undefined) {
      return show(channel, snapshot);
    }
    if (!(await mayShow(arn, channel))) return { how: 'shared' };
    if (pending !== undefined) {
      // What is due belongs under the card where it may stand already.
      await settled(await poster.finish(stored));
      return bringDown(channel, snapshot);
    }
    const { ts: _ts, ...card } = stored.card;
    const news = newsOf(card.reading, snapshot, mentions, now());
    const fresh = { key: randomUUID(), sinceMs: now(), previousTs: ts };
    const moving = await poster.remember({ ...card, ...fresh }, stored.version);
    return settled(await poster.post(moving, news, false), news.entry !== undefined);
  }

  return {
    show,
    async sync(channel, snapshot, bring, redraw) {
      const { arn, resolvedAtMs = 0 } = snapshot.record;
      const known = await cards.get(arn, channel);
      const mayReturn = known?.card.ended === 'gone' && (known.card.endedWatch || (await mayShow(arn, channel)));
      const stored = mayReturn ? await found(known, snapshot) : known;
      if (stored !== undefined && stored.card.ended === undefined) return syncKept(stored, snapshot, redraw);
      const isLate = stateOf(snapshot.record) === 'resolved' && now() - resolvedAtMs > freshMs;
      const brings = bring && !isLate;
      if (stored !== undefined) {
        if (brings && (await mayReopen(stored.card))) return reopen(stored, snapshot);
        await follow(stored.card, false);
        return leftAlone;
      }
      if (!brings) return leftAlone;
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
      if (card.ts !== undefined) await writer.update(channel, card.ts, last(card));
      const ended = { ...card, ended: why, endedAtMs: now(), ...(watch && { endedWatch: watch }) };
      await follow((await poster.remember(ended, version)).card, false);
    },
  };
}
