import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { currentWorkspace } from '../current-workspace.ts';
import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import { type Fields, fields, text } from './fields.ts';
import type { People } from './people.ts';

/** Whether members of another organisation can read a channel. */
export type Sharing = 'not shared' | 'shared' | 'unknown';

/** What the app must know about a channel before it posts there. */
export interface ChannelFacts {
  /**
   * Whether a channel is shared. `unknown` when Slack refuses to say: a private channel that the app is not in, or a
   * missing scope.
   * @throws AppError for a failure that can pass
   */
  sharing(channel: string): Promise<Sharing>;
  /** Whether the app is a member; `undefined` when Slack does not say. */
  isMember(channel: string): Promise<boolean | undefined>;
  /** Takes what an event says about a channel: "shared" is cached at once; "no longer shared" is verified with Slack. */
  onSharingEvent(channel: string, isShared: boolean): void;
}

interface Facts {
  sharing: Sharing;
  member?: boolean;
}

/** How long an answer is cached, in milliseconds. Short, because a channel can become shared at any time. */
const cacheMs = 60_000;
/** The same for a refusal. Shorter, because an invitation or a new scope ends it while someone waits. */
const unknownCacheMs = 5000;
/** The interval at which the same refusal is logged again, in milliseconds. */
const logAgainMs = 3_600_000;
/** The most channels in the cache. */
const cacheSize = 5000;

/** The sharing of a direct message, by the membership of the other person. */
const sharingWith = { member: 'not shared', guest: 'not shared', outside: 'shared', unknown: 'unknown' } as const;

export interface ChannelFactsOptions {
  slack: WebClient;
  people: People;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/**
 * Reads channels with `conversations.info`, and caches the answers for a minute.
 * @see https://docs.slack.dev/reference/objects/conversation-object
 */
export function createChannelFacts({ slack, people, now, log }: ChannelFactsOptions): ChannelFacts {
  const known = createRecent<Facts>(cacheSize, now);
  const logged = createRecent<true>(cacheSize, now);

  async function ask(channel: string): Promise<Facts> {
    try {
      const { channel: found } = await slack.conversations.info({ channel });
      const facts = fields(found);
      const member = typeof facts.is_member === 'boolean' ? { member: facts.is_member } : {};
      return { sharing: await sharingOf(facts), ...member };
    } catch (error) {
      const fault = toSlackError(error);
      // Any other error, such as a refused token, says nothing about the channel.
      if (!isSlackRefusal(fault)) throw fault;
      logRefusal(channel, slackCode(error) ?? '', error);
      return { sharing: 'unknown' };
    }
  }

  /** A direct message is as shared as the other person is external. Every other conversation has a flag. */
  async function sharingOf(facts: Fields): Promise<Sharing> {
    const user = text(facts.user);
    if (facts.is_im === true && user !== '') {
      return sharingWith[await people.membershipOf(user)];
    }
    if (facts.is_ext_shared === true || facts.is_pending_ext_shared === true) return 'shared';
    return facts.is_ext_shared === false || facts.is_shared === false ? 'not shared' : 'unknown';
  }

  function logRefusal(channel: string, code: string, error: unknown): void {
    const scope = error instanceof WebAPIPlatformError ? text(fields(error.data).needed) : '';
    if (logged.get(`${channel} ${code}`)) return;
    logged.set(`${channel} ${code}`, true, logAgainMs);
    log.warn('cannot determine whether channel is shared: no incident is shown there', {
      channel,
      code,
      ...(scope !== '' && { scope }),
    });
  }

  /** What Slack shows of a channel depends on the workspace that asks. */
  const keyOf = (channel: string): string => `${currentWorkspace()?.teamId ?? ''} ${channel}`;

  async function factsOf(channel: string): Promise<Facts> {
    const key = keyOf(channel);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const facts = await ask(channel);
    known.set(key, facts, facts.sharing === 'unknown' ? unknownCacheMs : cacheMs);
    return facts;
  }

  return {
    sharing: async (channel) => (await factsOf(channel)).sharing,
    isMember: async (channel) => (await factsOf(channel)).member,
    onSharingEvent(channel, isShared) {
      const key = keyOf(channel);
      const before = known.get(key);
      if (isShared) known.set(key, { ...before, sharing: 'shared' }, cacheMs);
      else if (before?.sharing === 'shared') known.set(key, before, 0);
    },
  };
}
