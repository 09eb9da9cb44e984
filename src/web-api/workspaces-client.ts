import { type WebAPICallResult, WebClient } from '@slack/web-api';
import type { AppError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { lazyClient, webClientOptions } from './client.ts';
import { refusesToken, slackErrorKind, toSlackError } from './fault.ts';

/** The token for a call. `teamId`: what an organisation's token has to name. */
export interface CallToken {
  token: string;
  teamId?: string;
  /**
   * Called when Slack refused the token.
   * @throws AppError `workspace_left` where it was refused because the app was removed from the workspace
   */
  refused: () => Promise<void>;
}

/** The tokens of several workspaces. */
export interface CallTokens {
  /**
   * The token for a call.
   * @param channel that the call names; `undefined`: none
   * @throws AppError where there is none, or Slack refused it a moment ago
   */
  find(channel: string | undefined): Promise<CallToken>;
  /** Notes that Slack refused a token. */
  refused(token: string, error: AppError): void;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * A client for several workspaces: each call is made with the token of the workspace on whose behalf it is made, else of
 * the channel that it names. A call that brings a token of its own uses that. A call whose token Slack refuses is made again
 * if the workspace has another token by now.
 * @param onCreated called with a channel that the app made
 */
export function createWorkspacesClient(
  tokens: CallTokens,
  onCreated: (channel: string) => Promise<unknown>,
  slackApiUrl: string,
  metrics?: Metrics,
): WebClient {
  return lazyClient(() => {
    class WorkspacesClient extends WebClient {
      override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
        if (options.token !== undefined) return super.apiCall(method, options);
        const { token, teamId, refused } = await tokens.find(textOf(options.channel) ?? textOf(options.channel_id));
        const sent = { ...(teamId !== undefined && { team_id: teamId }), ...options, token };
        const answer = await super.apiCall(method, sent).catch(async (error: unknown) => {
          if (slackErrorKind(error) === 'token') await refused();
          if (!refusesToken(error)) throw error;
          tokens.refused(token, toSlackError(error));
          return this.apiCall(method, options);
        });
        const created =
          method === 'conversations.create' ? textOf(Object(Reflect.get(answer, 'channel')).id) : undefined;
        if (created !== undefined) await onCreated(created);
        return answer;
      }
    }
    return new WorkspacesClient(undefined, webClientOptions(slackApiUrl, metrics));
  });
}
