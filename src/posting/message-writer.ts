import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { AppError } from '../errors.ts';
import { slackCode, slackErrorKind, toSlackError } from '../web-api/fault.ts';
import { findMessage, isOwn, type OwnMetadata } from './find-message.ts';

/** `threadGone`: the message that was to be answered is deleted. */
export type Posted = { ts: string } | { refused: string; threadGone?: true };

/**
 * What became of a change. `gone`: the message is deleted. `uneditable`: it is there, and the app may not change it. `closed`:
 * the channel is closed to the app.
 */
export type Changed = 'done' | 'gone' | 'uneditable' | 'closed';

/**
 * Writes the app's messages: one call each, and an answer for each way it can go. What Slack says about the app's token,
 * or does not explain, is no answer about the message or its channel: it is thrown.
 */
export interface MessageWriter {
  /**
   * Posts a message, once: where an earlier try may have posted it, it is looked for first.
   * @throws AppError when it may have failed for a passing reason, or for one that is a fault of ours
   */
  post(channel: string, message: CardMessage, metadata: OwnMetadata, options?: PostOptions): Promise<Posted>;
  /** @throws AppError as `post` */
  update(channel: string, ts: string, message: CardMessage): Promise<Changed>;
  /** A link to a message, `undefined` where Slack gives none. */
  link(channel: string, ts: string): Promise<string | undefined>;
}

interface PostOptions {
  /** The message to answer. */
  threadTs?: string;
  /** Of an answer: also shown in the channel. */
  broadcast?: boolean;
  /** Since when an earlier try may have posted it, in epoch milliseconds. */
  triedSinceMs?: number | undefined;
}

export function createMessageWriter(slack: WebClient): MessageWriter {
  /** Slack says the same of an archived channel and of a workspace that is switched off. */
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
      if (found !== undefined) return { ts: found };
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
