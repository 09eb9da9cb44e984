import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { AppError } from '../../errors.ts';
import { type Fields, fields, text } from '../../gate/fields.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';
import { respondTo } from '../../web-api/respond.ts';

/** Who asked for something, and where. */
export interface Requester {
  user: string;
  channel: string;
  /** Slack's address for answers, where the request had one. */
  responseUrl?: string;
  /** The thread in which the person asked. */
  threadTs?: string;
}

/** Whether a channel is a direct message: by its id, for Slack says no more in most payloads. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

/**
 * Tells one person something that nobody else sees: by the request's own address, else as an ephemeral message, else
 * (where the app is no member) directly.
 */
export async function tell(slack: WebClient, requester: Requester, message: CardMessage): Promise<void> {
  if (requester.responseUrl !== undefined) {
    try {
      await respondTo(requester.responseUrl, message);
      return;
    } catch (error) {
      // Expired or used up: there are other ways.
      if (!(error instanceof AppError) || error.transient) throw error;
    }
  }
  if (await tellInChannel(slack, requester, message)) return;
  await slack.chat
    .postMessage({ channel: requester.user, ...message, unfurl_links: false, unfurl_media: false })
    .catch((error: unknown) => {
      throw toSlackError(error);
    });
}

async function tellInChannel(
  slack: WebClient,
  { user, channel, threadTs }: Requester,
  message: CardMessage,
): Promise<boolean> {
  // In a direct message nobody else reads along, and what is ephemeral is gone after a restart of Slack.
  if (channel === '' || isDirect(channel)) return false;
  try {
    await slack.chat.postEphemeral({
      channel,
      user,
      ...message,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    });
    return true;
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    return false;
  }
}

/**
 * Who sent a payload of Slack's, whichever kind it is.
 * @returns `undefined` where nobody did (most events)
 */
export function requesterOf(body: Fields): Requester | undefined {
  const user = text(body.user_id) || text(fields(body.user).id);
  if (user === '') return undefined;
  const channel = text(body.channel_id) || text(fields(body.channel).id) || text(fields(body.container).channel_id);
  const responseUrl = text(body.response_url);
  return { user, channel, ...(responseUrl !== '' && { responseUrl }) };
}
