import { WebClient } from '@slack/web-api';
import type { Metrics } from '../metrics.ts';
import { lazyClient, webClientOptions } from './client.ts';

/** The token for a call. `teamId`: what an organisation's token has to name. */
export interface CallToken {
  token: string;
  teamId?: string;
}

/** @param channel that the call names; `undefined`: none */
export type FindCallToken = (channel: string | undefined) => Promise<CallToken>;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * A client for several workspaces: each call is made with the token of the workspace on whose behalf it is made, else of
 * the channel that it names. A call that brings a token of its own uses that.
 * @param onCreated called with a channel that the app made
 */
export function createWorkspacesClient(
  tokenFor: FindCallToken,
  onCreated: (channel: string) => Promise<unknown>,
  slackApiUrl: string,
  metrics?: Metrics,
): WebClient {
  return lazyClient(() => {
    class WorkspacesClient extends WebClient {
      override async apiCall(method: string, options: Record<string, unknown> = {}) {
        if (options.token !== undefined) return super.apiCall(method, options);
        const { token, teamId } = await tokenFor(textOf(options.channel) ?? textOf(options.channel_id));
        const answer = await super.apiCall(method, {
          ...(teamId !== undefined && { team_id: teamId }),
          ...options,
          token,
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
