import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { AppError } from '../errors.ts';
import { slackCode, slackErrorKind, toSlackError } from '../web-api/fault.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';

/**
 * The result of a post. `found`: an earlier attempt posted it, perhaps with other words. `threadGone`: the parent message
 * was deleted.
 */
export type Posted = { ts: string; found?: true } | { refused: string; threadGone?: true };

/** The result of an update. `gone`: the message is deleted. `uneditable`: it cannot be changed. `closed`: the channel is. */
export type Changed = 'done' | 'gone' | 'uneditable' | 'closed';

/** Writes the app's messages. Returns refusals that are about the message or its channel, and throws all other errors. */
export interface MessageWriter {
  /**
   * Posts a message once: if an earlier attempt may have posted it, that message is searched first.
   * @throws AppError for a failure that can pass, or for a bug in the request
   */
  post(channel: string, message: CardMessage, metadata: OwnMetadata, options?: PostOptions): Promise<Posted>;
  /**
   * Replaces a message.
   * @throws AppError for a failure that can pass, or for a bug in the request
   */
  update(channel: string, ts: string, message: CardMessage): Promise<Changed>;
  /** The permalink of a message; `undefined` when Slack returns none. */
  link(channel: string, ts: string): Promise<string | undefined>;
}

interface PostOptions {
  /** The parent message; absent: post to the channel. */
  threadTs?: string;
  /** For a reply: also show it in the channel. */
  broadcast?: boolean;
  /** Since when an earlier attempt may have posted it, in epoch milliseconds; absent: there was none. */
  triedSinceMs?: number | undefined;
}

export function createMessageWriter(slack: WebClient): MessageWriter {
  /** Slack's error is the same for an archived channel and a disabled workspace. */
  async function isArchived(channel: string): Promise<boolean> {
    try {
      return (await slack.conversations.info({ channel })).channel?.is_archived === true;
    } catch (error) {
      if (slackErrorKind(error) === 'channel') return true;
      throw toSlackError(error);
    }
  }

  return {
    async post(channel, message, metadata, { threadTs, broadcast = false, triedSinceMs } = {}) {
      const place = { channel, ...(threadTs !== undefined && { threadTs }), sinceMs: triedSinceMs ?? 0 };
      const found = triedSinceMs === undefined ? undefined : await findMessage(slack, place, isOwn(metadata));
      if (found !== undefined) return { ts: found, found: true };
      const common = { channel, ...message, metadata: { ...metadata }, unfurl_links: false, unfurl_media: false };
      try {
        const { ts } = await slack.chat.postMessage(
          threadTs === undefined
            ? common
            : broadcast
              ? { ...common, thread_ts: threadTs, reply_broadcast: true }
              : { ...common, thread_ts: threadTs },
        );
        if (ts !== undefined) return { ts };
      } catch (error) {
        const [code = '', kind] = [slackCode(error), slackErrorKind(error)];
        if (kind === 'channel') return { refused: code };
        if (threadTs !== undefined && (kind === 'thread' || kind === 'deleted'))
          return { refused: code, threadGone: true };
        throw toSlackError(error);
      }
      throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.');
    },
    async update(channel, ts, message) {
      try {
        await slack.chat.update({ channel, ts, ...message, parse: 'none' });
        return 'done';
      } catch (error) {
        const kind = slackErrorKind(error);
        if (kind === 'deleted') return 'gone';
        if (kind === 'uneditable') return 'uneditable';
        if (kind === 'channel') return 'closed';
        if (slackCode(error) === 'is_inactive' && (await isArchived(channel))) return 'closed';
        throw toSlackError(error);
      }
    },
    link: (channel, ts) =>
      slack.chat
        .getPermalink({ channel, message_ts: ts })
        .then((answer) => answer.permalink)
        .catch(() => undefined),
  };
}
