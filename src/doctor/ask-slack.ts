import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import { fetchWithTimeout } from '../web-api/client.ts';

/** The parts of Slack's answers that the checks read. */
export interface SlackAnswer {
  ok?: boolean;
  error?: string;
  /** The scope that a `missing_scope` is about. */
  needed?: string;
  team?: string;
  /** The name of the token's user, or a user that was asked for. */
  user?: string | { deleted?: boolean };
  channel?: {
    name?: string;
    is_archived?: boolean;
    is_member?: boolean;
    is_private?: boolean;
    is_ext_shared?: boolean;
  };
}

/** Calls Slack directly: a client does not return the header with the token's scopes. */
export async function askSlack(
  config: Pick<Config, 'slackApiUrl'>,
  token: string,
  method: string,
  parameters: Record<string, string> = {},
) {
  try {
    const answer = await fetchWithTimeout(new URL(method, config.slackApiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(parameters),
    });
    const scopes = answer.headers.get('x-oauth-scopes') ?? '';
    return { body: (await answer.json()) as SlackAnswer, scopes: scopes.split(',').map((scope) => scope.trim()) };
  } catch (cause) {
    throw new AppError('slack_unavailable', `Slack did not answer ${method} at ${config.slackApiUrl}.`, { cause });
  }
}
