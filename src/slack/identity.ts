import type { AuthorizeResult } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { slackFault } from '../web-api/fault.ts';

/** Who the app is in its workspace, as Bolt wants to know it: asked once, when it is first needed. */
export function createIdentity(slack: WebClient, botToken: string): () => Promise<AuthorizeResult> {
  let known: Promise<AuthorizeResult> | undefined;

  async function ask(): Promise<AuthorizeResult> {
    try {
      const answer = await slack.auth.test();
      return {
        botToken,
        ...(answer.bot_id && { botId: answer.bot_id }),
        ...(answer.user_id && { botUserId: answer.user_id }),
        ...(answer.team_id && { teamId: answer.team_id }),
      };
    } catch (error) {
      known = undefined;
      throw slackFault(error);
    }
  }

  return () => {
    known ??= ask();
    return known;
  };
}
