import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { goneCard } from '../cards/surfaces/gone-card.ts';
import { attentionSentence } from '../cards/words/attention-words.ts';
import { AppError } from '../errors.ts';
import { attentionOf } from '../incidents/attention.ts';
import { laterSnapshot } from '../incidents/later-snapshot.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import { conflictOver } from '../store/update-item.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { CardStore } from './posted-card.ts';
import type { PostedUnfurl, ShownUnfurl, StoredUnfurl, UnfurlStore } from './posted-unfurl.ts';
import { currentMs, nextRefreshMs } from './unfurl-refreshes.ts';

export interface UnfurlKeeperOptions {
  unfurls: UnfurlStore;
  cards: Pick<CardStore, 'get'>;
  slack: WebClient;
  writer: MessageWriter;
  /** @param cardUrl where the channel's card of the incident is, if it has one */
  draw: (snapshot: IncidentSnapshot, cardUrl: string | undefined) => CardMessage;
  /** Milliseconds. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** A message that named something, and what it named. */
type NamedIn = Pick<PostedUnfurl, 'arn' | 'channel' | 'ts' | 'threadTs'>;

export type Answered = 'posted' | 'known' | { refused: string };

/** Answers what people paste, once for a message and an ARN, and keeps the answers of a day true. */
export interface UnfurlKeeper {
  isAnswered(named: NamedIn): Promise<boolean>;
  /** Answers with the incident's compact card. */
  show(named: NamedIn, snapshot: IncidentSnapshot): Promise<Answered>;
  /** Answers with a message that is not kept current. */
  say(named: NamedIn, message: CardMessage): Promise<Answered>;
  /** Where a channel's own card of an incident is; `undefined` where it has none. */
  cardUrl(channel: string, arn: string): Promise<string | undefined>;
  /** The channels that have a current answer about an incident. */
  channelsOf(arn: string): Promise<string[]>;
  /**
   * Makes a channel's answers about an incident match what was read. Nothing that people see changed: no call.
   * @param snapshot `undefined`: the record is gone
   */
  sync(channel: string, arn: string, snapshot: IncidentSnapshot | undefined): Promise<void>;
  /** Somebody asks: redraws one answer now. */
  redraw(channel: string, replyTs: string, snapshot: IncidentSnapshot): Promise<void>;
}

/** What an answer shows that says that the record is gone: like no record does. */
const goneFacts = 'gone';

/** An answer changes at most so often, in milliseconds. */
const restMs = 1000;

const metadataOf = ({ arn, ts }: NamedIn): OwnMetadata => ({
  event_type: 'incident_unfurl',
  event_payload: { arn, key: ts },
});

export function createUnfurlKeeper(options: UnfurlKeeperOptions): UnfurlKeeper {
  const { unfurls, cards, slack, writer, draw, now, sleep } = options;

  async function remember(unfurl: PostedUnfurl, expect: number | 'absent'): Promise<StoredUnfurl> {
    const version = await unfurls.put(unfurl, expect);
    if (version !== undefined) return { unfurl, version };
    throw conflictOver('this answer');
  }

  async function post(named: NamedIn, message: CardMessage, shown?: ShownUnfurl): Promise<Answered> {
    const before = await unfurls.get(named);
    if (before?.unfurl.replyTs !== undefined) return 'known';
    const { arn, channel, ts, threadTs } = named;
    const begun = before ?? (await remember({ arn, channel, ts, threadTs, sinceMs: now() }, 'absent'));
    const place = { channel, threadTs, sinceMs: begun.unfurl.sinceMs };
    const found = before && (await findMessage(slack, place, isOwn(metadataOf(named))));
    const posted = found === undefined ? await postOrForget(begun.unfurl, message) : { ts: found };
    if ('refused' in posted) return posted;
    // What an earlier try posted shows what that one had read.
    if (found !== undefined) await writer.update(channel, found, message);
    const answered = { ...begun.unfurl, replyTs: posted.ts };
    await remember(shown ? current(answered, shown) : answered, begun.version);
    return 'posted';
  }

  /** A refusal leaves no trace; after a passing fault the answer may be there, and the next try looks for it. */
  async function postOrForget(unfurl: PostedUnfurl, message: CardMessage) {
    const { channel, threadTs } = unfurl;
    try {
      const posted = await writer.post(channel, message, metadataOf(unfurl), { threadTs });
      if ('refused' in posted) await unfurls.forget(unfurl);
      return posted;
    } catch (error) {
      if (error instanceof AppError && !error.transient) await unfurls.forget(unfurl);
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

  /** An answer that shows an open incident is looked after by the clock too. */
  function current(unfurl: PostedUnfurl, shown: ShownUnfurl): PostedUnfurl {
    const next = shown.resolved ? undefined : nextRefreshMs(unfurl, now());
    return { ...unfurl, shown, ...(next !== undefined && { nextLookMs: next }) };
  }

  async function drawIn(channel: string, snapshot: IncidentSnapshot, cardTs: string | undefined): Promise<CardMessage> {
    return draw(snapshot, cardTs === undefined ? undefined : await writer.link(channel, cardTs));
  }

  const isCurrent = ({ unfurl }: StoredUnfurl): boolean =>
    unfurl.shown !== undefined && unfurl.replyTs !== undefined && now() - unfurl.sinceMs < currentMs;

  /** Writes the message, and what it shows then; one that is gone or closed to the app is no longer kept. */
  async function rewrite(stored: StoredUnfurl, message: CardMessage, shown: ShownUnfurl | undefined): Promise<void> {
    const { shown: before, nextLookMs: _next, ...unfurl } = stored.unfurl;
    if (unfurl.replyTs === undefined) return;
    if (before !== undefined) await sleep(Math.min(restMs, Math.max(0, before.drawnAtMs + restMs - now())));
    const done = await writer.update(unfurl.channel, unfurl.replyTs, message);
    const isKept = done === 'done' && shown !== undefined;
    await remember(isKept ? current(unfurl, { ...shown, drawnAtMs: now() }) : unfurl, stored.version);
  }

  return {
    isAnswered: async (named) => (await unfurls.get(named))?.unfurl.replyTs !== undefined,
    async show(named, snapshot) {
      const cardTs = await cardIn(named.channel, named.arn);
      return post(named, await drawIn(named.channel, snapshot, cardTs), whatIsShown(snapshot, cardTs));
    },
    say: (named, message) => post(named, message),
    async cardUrl(channel, arn) {
      const cardTs = await cardIn(channel, arn);
      return cardTs === undefined ? undefined : writer.link(channel, cardTs);
    },
    async channelsOf(arn) {
      const current = (await unfurls.of(arn)).filter(isCurrent);
      return [...new Set(current.map(({ unfurl }) => unfurl.channel))];
    },
    async sync(channel, arn, snapshot) {
      const current = (await unfurls.of(arn, channel)).filter(isCurrent);
      if (current.length === 0) return;
      const cardTs = await cardIn(channel, arn);
      for (const stored of current) {
        const { shown } = stored.unfurl;
        if (shown === undefined) continue;
        if (snapshot === undefined) {
          // Kept current all the same: the record may be there again.
          if (shown.facts !== goneFacts)
            await rewrite(stored, goneCard({ arn, title: shown.title }, now()), { ...shown, facts: goneFacts });
          continue;
        }
        // What was not asked this time stays as it was; another Region may lag behind.
        const whole = laterSnapshot({ ...shown.parts, readAtMs: shown.drawnAtMs }, snapshot);
        if (snapshot.record.modifiedAtMs < shown.modifiedAtMs || factsOf(whole, cardTs, now()) === shown.facts)
          continue;
        await rewrite(stored, await drawIn(channel, whole, cardTs), whatIsShown(whole, cardTs));
      }
    },
    async redraw(channel, replyTs, snapshot) {
      const { arn } = snapshot.record;
      const cardTs = await cardIn(channel, arn);
      const message = await drawIn(channel, snapshot, cardTs);
      const stored = (await unfurls.of(arn, channel)).find(({ unfurl }) => unfurl.replyTs === replyTs);
      if (stored !== undefined) await rewrite(stored, message, whatIsShown(snapshot, cardTs));
      // Too old to be remembered, but somebody wants it true.
      else await writer.update(channel, replyTs, message);
    },
  };
}

/** What people see of an incident in an unfurl, without what time alone changes. */
function factsOf(snapshot: IncidentSnapshot, cardTs: string | undefined, now: number): string {
  const { title, status, impact, resolvedAtMs } = snapshot.record;
  const needs = attentionOf(snapshot, now).filter(({ kind }) => kind !== 'no_summary');
  const facts = [title, status, impact, resolvedAtMs, needs.map(attentionSentence), cardTs];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22);
}
