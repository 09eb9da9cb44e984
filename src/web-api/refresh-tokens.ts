import { WebClient } from '@slack/web-api';
import type { OAuthSettings } from '../installations/settings.ts';
import type { RefreshTokens } from '../installations/workspaces.ts';
import { webClientOptions } from './client.ts';
import { toSlackError } from './fault.ts';

/** @see https://docs.slack.dev/authentication/using-token-rotation */
export function createRefreshTokens(
  { clientId, clientSecret }: Pick<OAuthSettings, 'clientId' | 'clientSecret'>,
  slackApiUrl: string,
  now: () => number,
): RefreshTokens {
  return async (refreshToken) => {
    try {
      const answer = await new WebClient(undefined, webClientOptions(slackApiUrl)).oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      });
      return {
        botToken: answer.access_token ?? '',
        refreshToken: answer.refresh_token ?? '',
        expiresAtMs: now() + (answer.expires_in ?? 0) * 1000,
      };
    } catch (error) {
      throw toSlackError(error);
    }
  };
}
