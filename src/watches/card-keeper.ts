import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/blocks.ts';
import { AppError } from '../errors.ts';
import { changesBetween, type Reading } from '../incidents/changes.ts';
import { stateOf } from '../incidents/state.ts';
import type { IncidentView } from '../incidents/view.ts';
import { findMessage, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { CardStore, PendingEntry, PostedCard, StoredCard } from './posted-card.ts';
import { mentionFor, postEntry } from './thread-entries.ts';

export interface CardKeeperOptions {
  cards: CardStore;
  slack: WebClient;
  writer: MessageWriter;
  draw: (view: IncidentView, channel: string) => CardMessage;
  /** The line that a card becomes when it was brought down. */
  drawMoved: (view: IncidentView, link: string | undefined) => CardMessage;
  /** User groups to mention, by impact. */
  mentions: ReadonlyMap<number, string>;
  /** Milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** How a channel came to show an incident. */
export type Shown =
  | { how: 'posted'; ts: string }
  | { how: 'updated'; ts: string }
  /** There is nothing to show it on: no card and none wanted, or nothing changed. */
  | { how: 'left alone' }
  /** The app may not post there: `not_in_channel`, `channel_not_found`, `is_archived` … */
  | { how: 'refused'; code: string };

/** Keeps one true card per incident and channel. Jobs about one card run one at a time, so nothing here races itself. */
export interface CardKeeper {
  /** Somebody asks: makes the channel's card true now; posts it where there is none. */
  show(channel: string, view: IncidentView): Promise<Shown>;
  /**
   * The incident may have changed: makes the channel's card true and tells in its thread what changed. Nothing changed:
   * no call.
   * @param bring whether a card is posted where there is none
   */
  sync(channel: string, view: IncidentView, bring: boolean): Promise<Shown>;
  /** Posts the card anew at the bottom of the channel; the old one becomes a line that links to it. */
  bringDown(channel: string, view: IncidentView): Promise<Shown>;
  /** Takes a message for the channel's card where none is remembered. */
  adopt(channel: string, arn: string, ts: string): Promise<void>;
  /** Stops keeping a card, and shows `last` on it. */
  end(channel: string, arn: string, why: 'gone', last: (card: PostedCard) => CardMessage): Promise<void>;
}

/** A card changes at most so often, in milliseconds. */
const restMs = 1000;
/** The first news of an incident that ended longer ago brings no card, in milliseconds. */
const freshMs = 3_600_000;

/** What was read now; what was not asked this time stays as it was. */
const readingOf = ({ record, runbooks, engagements }: IncidentView, before?: Reading): Reading => ({
  ...before,
  record,
  ...(runbooks && { runbooks }),
  ...(engagements && { engagements }),
});

const cardMetadata = (arn: string): OwnMetadata => ({ event_type: 'incident_card', event_payload: { arn } });

export function createCardKeeper(options: CardKeeperOptions): CardKeeper {
  const { cards, slack, writer, draw, drawMoved, mentions, now, sleep } = options;

  async function remember(card: PostedCard, expect: number | 'absent'): Promise<StoredCard> {
    const version = await cards.put(card, expect, now());
    if (version !== undefined) return { card, version };
    throw new AppError('slack_unavailable', 'Two answers met at one card. Trying again by itself.');
  }

  /**
   * @param begun what was remembered before posting
   * @param cutShort whether an earlier try may have posted already
   */
  async function post(channel: string, view: IncidentView, begun: StoredCard, cutShort: boolean): Promise<Shown> {
    const { arn } = view.record;
    const { sinceMs, previousTs } = begun.card;
    const place = { channel, sinceMs, ...(previousTs && { exceptTs: previousTs }) };
    const found = cutShort ? await findMessage(slack, place, cardMetadata(arn)) : undefined;
    if (found !== undefined) await writer.update(channel, found, draw(view, channel));
    const posted = found ? { ts: found } : await postOrForget(channel, view, begun);
    if ('refused' in posted) return { how: 'refused', code: posted.refused };
    const card = { ...begun.card, ts: posted.ts, reading: readingOf(view), updatedAtMs: now() };
    await settle(await remember(card, begun.version), view, cutShort);
    return { how: 'posted', ts: posted.ts };
  }

  /** A refusal leaves no trace, so that the next try starts anew. */
  async function postOrForget(channel: string, view: IncidentView, begun: StoredCard) {
    const { previousTs, ...card } = begun.card;
    const undo = () =>
      previousTs === undefined
        ? cards.forget(view.record.arn, channel)
        : remember({ ...card, ts: previousTs }, begun.version);
    try {
      const posted = await writer.post(channel, draw(view, channel), cardMetadata(view.record.arn));
      if ('refused' in posted) await undo();
      return posted;
    } catch (error) {
      // After a passing fault the message may be there: the next try looks for it.
      if (error instanceof AppError && !error.transient) await undo();
      throw error;
    }
  }

  async function postFirst(channel: string, view: IncidentView, mention?: string): Promise<Shown> {
    const { arn } = view.record;
    const pending = mention && { pending: entry(view, [], mention) };
    const card: PostedCard = { arn, channel, sinceMs: now(), ...pending };
    return post(channel, view, await remember(card, 'absent'), false);
  }

  const entry = (view: IncidentView, changes: PendingEntry['changes'], mention?: string): PendingEntry => ({
    key: `${view.record.modifiedAtMs}-${now().toString(36)}`,
    sinceMs: now(),
    changes,
    ...(mention && { mention }),
  });

  /** Does what was decided about a card and may not be done yet: the thread entry, the line in place of an old card. */
  async function settle(decided: StoredCard, view: IncidentView, again: boolean): Promise<StoredCard> {
    const { card, version } = decided;
    const { previousTs, pending, ...rest } = card;
    if (previousTs === undefined && pending === undefined) return decided;
    await postEntry(slack, writer, card, view.record, again);
    if (previousTs !== undefined && card.ts !== undefined) {
      await writer.update(card.channel, previousTs, drawMoved(view, await writer.link(card.channel, card.ts)));
    }
    return remember(rest, version);
  }

  /** Changes a card that is there, and tells its thread the news. */
  async function change(found: StoredCard, ts: string, view: IncidentView, news?: PendingEntry): Promise<Shown> {
    const { channel } = found.card;
    const before = await settle(found, view, true);
    const reading = readingOf(view, before.card.reading);
    const decided = news ? await remember({ ...before.card, pending: news, reading }, before.version) : before;
    const done = await writer.update(channel, ts, draw(view, channel));
    if (done !== 'done') {
      await remember({ ...before.card, ended: done === 'gone' ? 'deleted' : 'closed' }, decided.version);
      return done === 'gone' ? { how: 'left alone' } : { how: 'refused', code: 'channel_not_found' };
    }
    await settle(await remember({ ...decided.card, reading, updatedAtMs: now() }, decided.version), view, false);
    return { how: 'updated', ts };
  }

  async function show(channel: string, view: IncidentView): Promise<Shown> {
    const before = await cards.get(view.record.arn, channel);
    if (before?.card.ended !== undefined) await cards.forget(view.record.arn, channel);
    if (before === undefined || before.card.ended !== undefined) return postFirst(channel, view);
    const { ts, reading } = before.card;
    if (ts === undefined) return post(channel, view, before, true);
    const changed = await change(before, ts, notOlder(view, reading), newsOf(view, reading));
    if (changed.how !== 'left alone') return changed;
    // Deleted, but somebody wants to see it.
    await cards.forget(view.record.arn, channel);
    return postFirst(channel, view);
  }

  /** What a thread is told of the way from one reading to the next. */
  function newsOf(view: IncidentView, reading: Reading | undefined): PendingEntry | undefined {
    if (reading === undefined || reading.record.modifiedAtMs > view.record.modifiedAtMs) return undefined;
    const changes = changesBetween(reading, view);
    return changes.length === 0 ? undefined : entry(view, changes, mentionFor(view.record, changes, mentions));
  }

  return {
    show,
    async sync(channel, view, bring) {
      const { record } = view;
      const before = await cards.get(record.arn, channel);
      if (before === undefined) {
        const late = stateOf(record) === 'resolved' && now() - (record.resolvedAtMs ?? 0) > freshMs;
        if (!bring || late) return { how: 'left alone' };
        return postFirst(channel, view, stateOf(record) === 'open' ? mentions.get(record.impact) : undefined);
      }
      const { ts, reading, ended, updatedAtMs = 0 } = before.card;
      if (ended !== undefined) return { how: 'left alone' };
      if (ts === undefined) return post(channel, view, before, true);
      if ((reading?.record.modifiedAtMs ?? 0) > record.modifiedAtMs) return { how: 'left alone' };
      const news = newsOf(view, reading);
      if (news === undefined && before.card.pending === undefined && reading !== undefined) {
        return { how: 'left alone' };
      }
      await sleep(Math.min(restMs, Math.max(0, updatedAtMs + restMs - now())));
      return change(before, ts, view, news);
    },
    async bringDown(channel, view) {
      const before = await cards.get(view.record.arn, channel);
      if (before?.card.ts === undefined || before.card.ended !== undefined) return show(channel, view);
      const { ts, ...rest } = before.card;
      const moving = await remember({ ...rest, sinceMs: now(), previousTs: ts }, before.version);
      return post(channel, view, moving, false);
    },
    async adopt(channel, arn, ts) {
      await cards.put({ arn, channel, ts, sinceMs: now() }, 'absent', now());
    },
    async end(channel, arn, why, last) {
      const before = await cards.get(arn, channel);
      if (before === undefined || before.card.ended !== undefined) return;
      const { card, version } = before;
      if (card.ts !== undefined) await writer.update(channel, card.ts, last(card));
      await remember({ ...card, ended: why }, version);
    },
  };
}

/** Never back to an older record: another Region may lag behind. */
function notOlder(view: IncidentView, reading: Reading | undefined): IncidentView {
  return reading && reading.record.modifiedAtMs > view.record.modifiedAtMs ? { ...view, record: reading.record } : view;
}
