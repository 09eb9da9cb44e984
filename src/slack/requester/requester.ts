import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { AppError } from '../../errors.ts';
import { type Fields, senderOf, text } from '../../gate/fields.ts';
import type { Store } from '../../store/store.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';
import { respondTo } from '../../web-api/respond.ts';
import type { Editor } from '../permissions.ts';

/** The person whose command, click or form a job carries out, and where they sent it. */
export interface Requester {
  user: string;
  /** `''` outside a channel: the App Home, a global shortcut. */
  channel: string;
  /** The request's `response_url`. */
  responseUrl?: string;
  /** The thread of the request. */
  threadTs?: string;
}

/** A command, click or form that may change an incident. */
export interface Interaction {
  requester: Requester;
  /** A unique id, which stays the same when the job is delivered again. */
  key: string;
  /** When the front received Slack's request, in epoch milliseconds. */
  atMs: number;
}

/** An interaction of a user who may write. */
export interface AuthorizedInteraction extends Interaction {
  editor: Editor;
}

/** Whether a channel is a direct message, by its id: most payloads do not say. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

/**
 * Answers the requester privately: through the request's `response_url`, else as an ephemeral message, else (where the
 * app is not a member) as a direct message.
 * @throws AppError when Slack does not answer, or rejects all three
 */
export async function tell(slack: WebClient, requester: Requester, message: CardMessage): Promise<void> {
  if (requester.responseUrl !== undefined) {
    try {
      await respondTo(requester.responseUrl, message);
      return;
    } catch (error) {
      // Expired or used up: the next way is tried.
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
  // A direct message is private, and an ephemeral message disappears when Slack restarts.
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
 * Parses who sent a payload of Slack's, of any kind.
 * @returns `undefined` for a payload without a user (most events)
 */
export function requesterOf(body: Fields): Requester | undefined {
  const { user, channel } = senderOf(body);
  if (user === '') return undefined;
  const responseUrl = text(body.response_url);
  return { user, channel, ...(responseUrl !== '' && { responseUrl }) };
}

/** Sends a user a message about a channel, unless they got it within the last 30 days. */
export type NotifyOnce = (requester: Requester, what: string, message: CardMessage) => Promise<void>;

/** How long a message is not repeated, in milliseconds. */
const repeatAfterMs = 30 * 86_400_000;

/**
 * @param now milliseconds
 * @param tell sends the message
 */
export function createNotifyOnce(
  store: Store,
  now: () => number,
  tell: (requester: Requester, message: CardMessage) => Promise<void>,
): NotifyOnce {
  return async (requester, what, message) => {
    const key = { partition: `told ${requester.user}`, sort: `${what} ${requester.channel}` };
    const first = await store.write({ ...key, value: true, expiresAtMs: now() + repeatAfterMs }, 'absent');
    if (first === undefined) return;
    try {
      await tell(requester, message);
    } catch (error) {
      await store.remove(key);
      throw error;
    }
  };
}
