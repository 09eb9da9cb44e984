import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { goneCard } from '../cards/surfaces/gone-card.ts';
import { attentionSentence } from '../cards/words/attention-words.ts';
import { digestOf } from '../digest.ts';
import { AppError } from '../errors.ts';
import { attentionOf } from '../incidents/attention.ts';
import { laterSnapshot } from '../incidents/later-snapshot.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import { conflictOver } from '../store/update-item.ts';
import { restMs } from './card-poster.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { CardStore } from './posted-card.ts';
import {
  currentMs,
  nextRefreshMs,
  type PostedUnfurl,
  type ShownUnfurl,
  type StoredUnfurl,
  type UnfurlStore,
} from './posted-unfurl.ts';

export interface UnfurlKeeperOptions {
  unfurls: UnfurlStore;
  cards: Pick<CardStore, 'get'>;
  slack: WebClient;
  writer: MessageWriter;
  /** @param cardUrl the permalink of the channel's card, if there is one */
  draw: (snapshot: IncidentSnapshot, cardUrl: string | undefined) => CardMessage;
  /** Milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** A message that contains an ARN, and the ARN. */
type NamedIn = Pick<PostedUnfurl, 'arn' | 'channel' | 'ts' | 'threadTs'>;

export type Answered = 'posted' | 'known' | { refused: string };

/**
 * Replies to pasted ARNs, once for each message and ARN, and keeps these unfurls current for a day. Every method throws
 * AppError for a failure that can pass.
 */
export interface UnfurlKeeper {
  isAnswered(named: NamedIn): Promise<boolean>;
  /** Replies with the incident's compact card. */
  show(named: NamedIn, snapshot: IncidentSnapshot): Promise<Answered>;
  /** Replies with a message that is not updated later. */
  reply(named: NamedIn, message: CardMessage): Promise<Answered>;
  /** The permalink of a channel's card of an incident; `undefined` when there is none. */
  cardUrl(channel: string, arn: string): Promise<string | undefined>;
  /** The channels that have a current unfurl of an incident. */
  channelsOf(arn: string): Promise<string[]>;
  /**
   * Makes a channel's unfurls of an incident match a snapshot. Makes no call if nothing visible changed.
   * @param snapshot `undefined`: the record is gone
   * @param rest waits until a message that was just updated has rested; may throw instead
   */
  sync(
    channel: string,
    arn: string,
    snapshot: IncidentSnapshot | undefined,
    rest?: (ms: number) => Promise<void>,
  ): Promise<void>;
  /**
   * Replaces a channel's unfurls of an incident by a line, and stops updating them.
   * @param outdatedBy only those that this snapshot would change; one that shows a resolution only once it is reopened
   */
  withdraw(channel: string, arn: string, line: CardMessage, outdatedBy?: IncidentSnapshot): Promise<void>;
  /** Updates one unfurl now, for a requester. */
  redraw(channel: string, replyTs: string, snapshot: IncidentSnapshot): Promise<void>;
}

/** The `facts` of an unfurl that says that the record is gone. No snapshot has them. */
const goneFacts = 'gone';

const metadataOf = ({ arn, ts }: NamedIn): OwnMetadata => ({
  event_type: 'incident_unfurl',
  event_payload: { arn, key: ts },
});

export function createUnfurlKeeper(options: UnfurlKeeperOptions): UnfurlKeeper {
  const { unfurls, cards, slack, writer, draw, now, sleep } = options;

  async function save(unfurl: PostedUnfurl, expect: number | 'absent'): Promise<StoredUnfurl> {
    const version = await unfurls.put(unfurl, expect);
    if (version !== undefined) return { unfurl, version };
    throw conflictOver('this answer');
  }

  const find = (unfurl: PostedUnfurl) => findMessage(slack, unfurl, isOwn(metadataOf(unfurl)));

  /** Adds the `replyTs` of an unfurl that was posted although the response was lost. */
  async function located(stored: StoredUnfurl): Promise<StoredUnfurl> {
    const replyTs = await find(stored.unfurl);
    return replyTs === undefined ? stored : { ...stored, unfurl: { ...stored.unfurl, replyTs } };
  }

  async function post(named: NamedIn, message: CardMessage, shown?: ShownUnfurl): Promise<Answered> {
    const before = await unfurls.get(named);
    if (before?.unfurl.replyTs !== undefined) return 'known';
    const { arn, channel, ts, threadTs } = named;
    const saved = before ?? (await save({ arn, channel, ts, threadTs, sinceMs: now() }, 'absent'));
    const found = before && (await find(saved.unfurl));
    const posted = found === undefined ? await postOrRemove(saved.unfurl, message) : { ts: found };
    if ('refused' in posted) return posted;
    // A message of an earlier attempt shows an older snapshot.
    if (found !== undefined) await writer.update(channel, found, message);
    const answered = { ...saved.unfurl, replyTs: posted.ts };
    await save(shown ? current(answered, shown) : answered, saved.version);
    return 'posted';
  }

  /** After a refusal the stored unfurl is removed. After a transient error it stays, and the next attempt searches for it. */
  async function postOrRemove(unfurl: PostedUnfurl, message: CardMessage) {
    const { channel, threadTs } = unfurl;
    try {
      const posted = await writer.post(channel, message, metadataOf(unfurl), { threadTs });
      if ('refused' in posted) await unfurls.remove(unfurl);
      return posted;
    } catch (error) {
      if (error instanceof AppError && !error.transient) await unfurls.remove(unfurl);
      throw error;
    }
  }

  async function cardIn(channel: string, arn: string): Promise<string | undefined> {
    const found = await cards.get(arn, channel);
    return found?.card.ended === undefined ? found?.card.ts : undefined;
  }

  const whatIsShown = (snapshot: IncidentSnapshot, cardTs: string | undefined): ShownUnfurl => ({
    title: snapshot.record.title,
    modifiedAtMs: snapshot.record.modifiedAtMs,
    facts: factsOf(snapshot, cardTs, now()),
    parts: {
      ...(snapshot.runbooks && { runbooks: snapshot.runbooks }),
      ...(snapshot.engagements && {
        engagements: snapshot.engagements,
        engagementsAtMs: snapshot.engagementsAtMs ?? snapshot.readAtMs,
      }),
    },
    drawnAtMs: now(),
    resolved: stateOf(snapshot.record) === 'resolved',
  });

  /** The clock also refreshes unfurls of open incidents. */
  function current(unfurl: PostedUnfurl, shown: ShownUnfurl): PostedUnfurl {
    const next = shown.resolved ? undefined : nextRefreshMs(unfurl, now());
    return { ...unfurl, shown, ...(next !== undefined && { nextLookMs: next }) };
  }

  async function drawIn(channel: string, snapshot: IncidentSnapshot, cardTs: string | undefined): Promise<CardMessage> {
    return draw(snapshot, cardTs === undefined ? undefined : await writer.link(channel, cardTs));
  }

  const isCurrent = ({ unfurl }: StoredUnfurl): boolean =>
    unfurl.shown !== undefined && unfurl.replyTs !== undefined && now() - unfurl.sinceMs < currentMs;

  /** Updates the message and stores what it shows. An unfurl that is deleted or in a closed channel is no longer updated. */
  async function rewrite(
    stored: StoredUnfurl,
    message: CardMessage,
    shown: ShownUnfurl | undefined,
    rest = sleep,
  ): Promise<void> {
    const { shown: before, nextLookMs: _next, ...unfurl } = stored.unfurl;
    if (unfurl.replyTs === undefined) return;
    if (before !== undefined) await rest(restMs(before.drawnAtMs, now()));
    const done = await writer.update(unfurl.channel, unfurl.replyTs, message);
    const isKept = done === 'done' && shown !== undefined;
    await save(isKept ? current(unfurl, { ...shown, drawnAtMs: now() }) : unfurl, stored.version);
  }

  function isOutdated(stored: StoredUnfurl, snapshot: IncidentSnapshot, cardTs: string | undefined): boolean {
    const { shown } = stored.unfurl;
    if (shown === undefined || !isCurrent(stored)) return false;
    if (shown.resolved && stateOf(snapshot.record) === 'resolved') return false;
    const whole = laterSnapshot({ ...shown.parts, readAtMs: shown.drawnAtMs }, snapshot);
    return snapshot.record.modifiedAtMs >= shown.modifiedAtMs && factsOf(whole, cardTs, now()) !== shown.facts;
  }

  return {
    isAnswered: async (named) => (await unfurls.get(named))?.unfurl.replyTs !== undefined,
    async show(named, snapshot) {
      const cardTs = await cardIn(named.channel, named.arn);
      return post(named, await drawIn(named.channel, snapshot, cardTs), whatIsShown(snapshot, cardTs));
    },
    reply: (named, message) => post(named, message),
    async cardUrl(channel, arn) {
      const cardTs = await cardIn(channel, arn);
      return cardTs === undefined ? undefined : writer.link(channel, cardTs);
    },
    async channelsOf(arn) {
      const current = (await unfurls.of(arn)).filter(isCurrent);
      return [...new Set(current.map(({ unfurl }) => unfurl.channel))];
    },
    async sync(channel, arn, snapshot, rest) {
      const current = (await unfurls.of(arn, channel)).filter(isCurrent);
      if (current.length === 0) return;
      const cardTs = await cardIn(channel, arn);
      for (const stored of current) {
        const { shown } = stored.unfurl;
        if (shown === undefined) continue;
        if (snapshot === undefined) {
          // Still kept current: the record may be read again.
          if (shown.facts !== goneFacts)
            await rewrite(stored, goneCard({ arn, title: shown.title }, now()), { ...shown, facts: goneFacts }, rest);
          continue;
        }
        // Keep parts that were not read this time. Ignore an older record: another Region may lag behind.
        const whole = laterSnapshot({ ...shown.parts, readAtMs: shown.drawnAtMs }, snapshot);
        if (snapshot.record.modifiedAtMs < shown.modifiedAtMs || factsOf(whole, cardTs, now()) === shown.facts)
          continue;
        await rewrite(stored, await drawIn(channel, whole, cardTs), whatIsShown(whole, cardTs), rest);
      }
    },
    async withdraw(channel, arn, line, outdatedBy) {
      const cardTs = outdatedBy && (await cardIn(channel, arn));
      for (const stored of await unfurls.of(arn, channel)) {
        const unanswered = stored.unfurl.replyTs === undefined;
        if (outdatedBy !== undefined && !unanswered && !isOutdated(stored, outdatedBy, cardTs)) continue;
        await rewrite(unanswered ? await located(stored) : stored, line, undefined);
      }
    },
    async redraw(channel, replyTs, snapshot) {
      const { arn } = snapshot.record.arn;
      const cardTs = await cardIn(channel, arn);
      const message = await drawIn(channel, snapshot, cardTs);
      const stored = (await unfurls.of(arn, channel)).find(({ unfurl }) => unfurl.replyTs === replyTs);
      if (stored !== undefined) await rewrite(stored, message, whatIsShown(snapshot, cardTs));
      // No longer stored, but the requester wants it updated.
      else await writer.update(channel, replyTs, message);
    },
  };
}

/** A hash of what an unfurl shows of an incident, except ages. */
function factsOf(snapshot: IncidentSnapshot, cardTs: string | undefined, now: number): string {
  const { title, status, impact, resolvedAtMs } = snapshot.record;
  const needs = attentionOf(snapshot, now).filter(({ kind }) => kind !== 'no_summary');
  const facts = [title, status, impact, resolvedAtMs, needs.map(attentionSentence), cardTs];
  return digestOf(JSON.stringify(facts));
}
