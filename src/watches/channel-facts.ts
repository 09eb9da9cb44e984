import type { WebClient } from '@slack/web-api';
import { createRecent } from '../recent.ts';
import { slackCode, slackFault } from '../web-api/fault.ts';

/** What the app must know of a channel before it posts there. */
export interface ChannelFacts {
  /**
   * Whether people of another organisation read along. `false` also where Slack does not tell (a private channel that
   * the app is no member of).
   */
  isShared(channel: string): Promise<boolean>;
  /** Whether the app is a member; `undefined` where Slack does not tell. */
  isMember(channel: string): Promise<boolean | undefined>;
}

interface Facts {
  shared: boolean;
  member?: boolean;
}

/** A channel may become shared at any time, so an answer is believed for a minute only, in milliseconds. */
const believedMs = 60_000;
const remembered = 5000;

/** @see https://docs.slack.dev/reference/objects/conversation-object */
export function createChannelFacts(slack: WebClient, now: () => number): ChannelFacts {
  const known = createRecent<Facts>(remembered, now);

  async function ask(channel: string): Promise<Facts> {
    try {
      const { channel: facts } = await slack.conversations.info({ channel });
      const shared = facts?.is_ext_shared === true || facts?.is_pending_ext_shared === true;
      return { shared, ...(facts?.is_member !== undefined && { member: facts.is_member }) };
    } catch (error) {
      if (slackCode(error) !== undefined && !slackFault(error).transient) return { shared: false };
      throw slackFault(error);
    }
  }

  async function factsOf(channel: string): Promise<Facts> {
    const cached = known.get(channel);
    if (cached !== undefined) return cached;
    const facts = await ask(channel);
    known.set(channel, facts, believedMs);
    return facts;
  }

  return {
    isShared: async (channel) => (await factsOf(channel)).shared,
    isMember: async (channel) => (await factsOf(channel)).member,
  };
}
