import type { Requester } from '../requester/requester.ts';
import type { Services } from '../services.ts';

/** What a command is given. */
export interface CommandCall {
  requester: Requester;
  /** What follows the command's name. */
  rest: string;
  /** Good for 3 s and one use: opens a view. Also what tells this command from all others. */
  triggerId: string;
  /** When it was sent, in epoch milliseconds. */
  atMs: number;
  /** The group of the queue that it runs in. */
  group: string;
  /** All that Slack sent, or `commandPayload` where nobody typed a command. */
  payload: Readonly<Record<string, unknown>>;
  services: Services;
}

/** What Slack sends with a command, but for its text, for one that a message or a click stands for. */
export const commandPayload = ({ user, channel, responseUrl }: Requester, triggerId: string) => ({
  command: '/incident',
  user_id: user,
  channel_id: channel,
  trigger_id: triggerId,
  ...(responseUrl && { response_url: responseUrl }),
});
