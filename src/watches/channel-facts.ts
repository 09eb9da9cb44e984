import type { WebClient } from '@slack/web-api';
import { slackCode, slackFault } from '../web-api/fault.ts';

/** What the app must know of a channel before it posts there. */
export interface ChannelFacts {
  /**
   * Whether people of another organisation read along. `false` also where Slack does not tell (a private channel that
   * the app is no member of).
   */
  isShared(channel: string): Promise<boolean>;
}

/** A channel may become shared at any time, so an answer is believed for a minute only, in milliseconds. */
const believedMs = 60_000;
const remembered = 5000;

/** @see https://docs.slack.dev/reference/objects/conversation-object */
export function createChannelFacts(slack: WebClient, now: () => number): ChannelFacts {
  const known = new Map<string, { shared: boolean; untilMs: number }>();

  async function ask(channel: string): Promise<boolean> {
    try {
      const { channel: facts } = await slack.conversations.info({ channel });
      return facts?.is_ext_shared === true || facts?.is_pending_ext_shared === true;
    } catch (error) {
      if (slackCode(error) !== undefined && !slackFault(error).transient) return false;
      throw slackFault(error);
    }
  }

  return {
    async isShared(channel) {
      const cached = known.get(channel);
      if (cached !== undefined && cached.untilMs > now()) return cached.shared;
      const shared = await ask(channel);
      if (known.size >= remembered) known.clear();
      known.set(channel, { shared, untilMs: now() + believedMs });
      return shared;
    },
  };
}
