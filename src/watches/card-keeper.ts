import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import type { IncidentView } from '../incidents/view.ts';
import { slackCode, slackFault } from '../web-api/fault.ts';
import { cardMetadata, findPostedCard } from './find-posted.ts';
import type { CardStore, PostedCard, StoredCard } from './posted-card.ts';

export interface DrawnCard {
  text: string;
  blocks: KnownBlock[];
}

export interface CardKeeperOptions {
  cards: CardStore;
  slack: WebClient;
  draw: (view: IncidentView, channel: string) => DrawnCard;
  /** The line that a card becomes when it was brought down. */
  drawMoved: (view: IncidentView, link: string | undefined) => DrawnCard;
  /** Milliseconds. */
  now: () => number;
}

/** How a channel came to show an incident. */
export type Shown =
  | { how: 'posted' | 'updated'; ts: string }
  /** The app may not post there: `not_in_channel`, `channel_not_found`, `is_archived` … */
  | { how: 'refused'; code: string };

/** Keeps one true card per incident and channel. Jobs about one card run one at a time, so nothing here races itself. */
export interface CardKeeper {
  /** Makes the channel's card true now; posts it where there is none. */
  show(channel: string, view: IncidentView): Promise<Shown>;
  /** Posts the card anew at the bottom of the channel; the old one becomes a line that links to it. */
  bringDown(channel: string, view: IncidentView): Promise<Shown>;
  /** Where the channel's card is, if it has one. */
  find(channel: string, arn: string): Promise<PostedCard | undefined>;
  /** A link to a message, `undefined` where Slack gives none. */
  link(channel: string, ts: string): Promise<string | undefined>;
}

/** Refusals that say something about the channel, not about the message. */
const channelRefusals = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'messages_tab_disabled',
  'team_access_not_granted',
]);

const noFurther = { unfurl_links: false, unfurl_media: false } as const;

export function createCardKeeper({ cards, slack, draw, drawMoved, now }: CardKeeperOptions): CardKeeper {
  async function remember(card: PostedCard, expect: number | 'absent'): Promise<number> {
    const version = await cards.put(card, expect, now());
    if (version !== undefined) return version;
    throw new AppError('slack_unavailable', 'Two answers met at one card. Trying again by itself.');
  }

  async function link(channel: string, ts: string): Promise<string | undefined> {
    return slack.chat
      .getPermalink({ channel, message_ts: ts })
      .then((answer) => answer.permalink)
      .catch(() => undefined);
  }

  /** @returns whether the message is still there. */
  async function update(channel: string, ts: string, drawn: DrawnCard): Promise<boolean> {
    try {
      await slack.chat.update({ channel, ts, ...drawn, parse: 'none' });
      return true;
    } catch (error) {
      const code = slackCode(error);
      if (code === 'message_not_found' || code === 'cant_update_message') return false;
      throw slackFault(error);
    }
  }

  /**
   * @param begun what was remembered before posting
   * @param cutShort whether an earlier try may have posted already
   */
  async function post(channel: string, view: IncidentView, begun: StoredCard, cutShort: boolean): Promise<Shown> {
    const { arn } = view.record;
    let ts = cutShort ? await findPostedCard(slack, begun.card) : undefined;
    if (ts !== undefined) await update(channel, ts, draw(view, channel));
    try {
      ts ??= (
        await slack.chat.postMessage({ channel, ...draw(view, channel), metadata: cardMetadata(arn), ...noFurther })
      ).ts;
    } catch (error) {
      const fault = slackFault(error);
      if (fault.transient) throw fault;
      const { previousTs, ...card } = begun.card;
      if (previousTs === undefined) await cards.forget(arn, channel);
      else await remember({ ...card, ts: previousTs }, begun.version);
      const code = slackCode(error) ?? '';
      if (channelRefusals.has(code)) return { how: 'refused', code };
      throw fault;
    }
    if (ts === undefined) throw new AppError('slack_unavailable', 'Slack did not answer. Trying again by itself.');
    const posted: PostedCard = { ...begun.card, ts, record: view.record };
    await retire(posted, await remember(posted, begun.version), view);
    return { how: 'posted', ts };
  }

  /** Turns the card that was replaced into a line. */
  async function retire(card: PostedCard, version: number, view: IncidentView): Promise<void> {
    const { previousTs, ...rest } = card;
    if (previousTs === undefined || card.ts === undefined) return;
    await update(card.channel, previousTs, drawMoved(view, await link(card.channel, card.ts)));
    await remember(rest, version);
  }

  async function postFirst(channel: string, view: IncidentView): Promise<Shown> {
    const card: PostedCard = { arn: view.record.arn, channel, sinceMs: now() };
    return post(channel, view, { card, version: await remember(card, 'absent') }, false);
  }

  async function show(channel: string, view: IncidentView): Promise<Shown> {
    const before = await cards.get(view.record.arn, channel);
    if (before === undefined) return postFirst(channel, view);
    const { ts } = before.card;
    if (ts === undefined) return post(channel, view, before, true);
    // Never back to an older record: another Region may lag behind.
    const lags = (before.card.record?.modifiedAtMs ?? 0) > view.record.modifiedAtMs;
    const shown = lags ? { ...view, record: before.card.record ?? view.record } : view;
    if (!(await update(channel, ts, draw(shown, channel)))) {
      await cards.forget(view.record.arn, channel);
      return postFirst(channel, view);
    }
    const card = { ...before.card, record: shown.record };
    await retire(card, await remember(card, before.version), shown);
    return { how: 'updated', ts };
  }

  return {
    show,
    link,
    async bringDown(channel, view) {
      const before = await cards.get(view.record.arn, channel);
      if (before?.card.ts === undefined) return show(channel, view);
      const { ts, ...rest } = before.card;
      const moving: PostedCard = { ...rest, sinceMs: now(), previousTs: ts };
      const version = await remember(moving, before.version);
      return post(channel, view, { card: moving, version }, false);
    },
    find: async (channel, arn) => (await cards.get(arn, channel))?.card,
  };
}
