import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import { type Fields, fields, text } from './fields.ts';
import type { People } from './people.ts';

/** Whether people of another organisation read along in a channel. */
export type Sharing = 'not shared' | 'shared' | 'unknown';

/** What the app must know of a channel before it posts there. */
export interface ChannelFacts {
  /**
   * `unknown` where Slack refuses to say: a private channel that the app is not in, a missing scope.
   * @throws AppError for a passing fault: then nobody knows yet
   */
  sharing(channel: string): Promise<Sharing>;
  /** Whether the app is a member; `undefined` where Slack does not tell. */
  isMember(channel: string): Promise<boolean | undefined>;
  /** An event said whether the channel is shared: if so, that is believed; if no longer, Slack is asked again. */
  heard(channel: string, isShared: boolean): void;
}

interface Facts {
  sharing: Sharing;
  member?: boolean;
}

/** A channel may become shared at any time, so an answer is believed for a minute only, in milliseconds. */
const believedMs = 60_000;
/** A refusal may end with an invitation or a scope, for which someone waits. */
const unknownMs = 5000;
/** The same refusal is logged once in so many milliseconds. */
const logAgainMs = 3_600_000;
const remembered = 5000;

/** What a direct message with someone is. */
const sharingWith = { member: 'not shared', guest: 'not shared', outside: 'shared', unknown: 'unknown' } as const;

export interface ChannelFactsOptions {
  slack: WebClient;
  people: People;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** @see https://docs.slack.dev/reference/objects/conversation-object */
export function createChannelFacts({ slack, people, now, log }: ChannelFactsOptions): ChannelFacts {
  const known = createRecent<Facts>(remembered, now);
  const logged = createRecent<true>(remembered, now);

  async function ask(channel: string): Promise<Facts> {
    try {
      const { channel: found } = await slack.conversations.info({ channel });
      const facts = fields(found);
      const member = typeof facts.is_member === 'boolean' ? { member: facts.is_member } : {};
      return { sharing: await sharingOf(facts), ...member };
    } catch (error) {
      const fault = toSlackError(error);
      // What is about the app's token says nothing about the channel.
      if (!isSlackRefusal(fault)) throw fault;
      tellRefusal(channel, slackCode(error) ?? '', error);
      return { sharing: 'unknown' };
    }
  }

  /** A direct message has the one person it is with; every other conversation says it of itself. */
  async function sharingOf(facts: Fields): Promise<Sharing> {
    const user = text(facts.user);
    if (facts.is_im === true && user !== '') {
      return sharingWith[await people.standingOf(user)];
    }
    if (facts.is_ext_shared === true || facts.is_pending_ext_shared === true) return 'shared';
    return facts.is_ext_shared === false || facts.is_shared === false ? 'not shared' : 'unknown';
  }

  function tellRefusal(channel: string, code: string, error: unknown): void {
    const scope = error instanceof WebAPIPlatformError ? text(fields(error.data).needed) : '';
    if (logged.get(`${channel} ${code}`)) return;
    logged.set(`${channel} ${code}`, true, logAgainMs);
    log.warn('Slack does not say who shares a channel, so no incident is shown there', {
      channel,
      code,
      ...(scope !== '' && { scope }),
    });
  }

  async function factsOf(channel: string): Promise<Facts> {
    const cached = known.get(channel);
    if (cached !== undefined) return cached;
    const facts = await ask(channel);
    known.set(channel, facts, facts.sharing === 'unknown' ? unknownMs : believedMs);
    return facts;
  }

  return {
    sharing: async (channel) => (await factsOf(channel)).sharing,
    isMember: async (channel) => (await factsOf(channel)).member,
    heard(channel, isShared) {
      const before = known.get(channel);
      if (isShared) known.set(channel, { ...before, sharing: 'shared' }, believedMs);
      else if (before?.sharing === 'shared') known.set(channel, before, 0);
    },
  };
}
