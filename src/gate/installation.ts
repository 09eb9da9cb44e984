import type { WebClient } from '@slack/web-api';
import { toSlackError } from '../web-api/fault.ts';

/** Where the app is installed, and its bot user: what the token belongs to. */
export interface Installation {
  /** The workspace id, or the organisation's when installed for a whole organisation. `''`: Slack did not say. */
  teamId: string;
  /** The Enterprise Grid organisation that the workspace belongs to. */
  enterpriseId?: string;
  /** Whether the app is installed for the whole organisation. */
  isEnterpriseInstall: boolean;
  botId?: string;
  botUserId?: string;
}

export type FindInstallation = () => Promise<Installation>;

/**
 * Finds the installation of the token with `auth.test`. The answer is cached; a failure is not.
 * @returns a function that throws an AppError when Slack does not answer, or refuses the token
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export function createFindInstallation(slack: WebClient): FindInstallation {
  let known: Promise<Installation> | undefined;

  async function ask(): Promise<Installation> {
    try {
      const answer = await slack.auth.test();
      return {
        teamId: answer.team_id ?? '',
        ...(answer.enterprise_id && { enterpriseId: answer.enterprise_id }),
        isEnterpriseInstall: answer.is_enterprise_install === true,
        ...(answer.bot_id && { botId: answer.bot_id }),
        ...(answer.user_id && { botUserId: answer.user_id }),
      };
    } catch (error) {
      known = undefined;
      throw toSlackError(error);
    }
  }

  return () => {
    known ??= ask();
    return known;
  };
}
