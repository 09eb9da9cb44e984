import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/blocks.ts';
import { AppError } from '../errors.ts';
import { slackCode, slackFault } from '../web-api/fault.ts';
import type { OwnMetadata } from './find-message.ts';

/** Refusals that say something about the channel, or the app's place in the workspace, and not about the message. */
const channelRefusals = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'messages_tab_disabled',
  'team_access_not_granted',
  // The app was removed.
  'account_inactive',
  'token_revoked',
]);

/** A thread whose first message is deleted. */
const threadRefusals = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

/** `threadGone`: the message that was to be answered is deleted. */
export type Posted = { ts: string } | { refused: string; threadGone?: true };

/** Writes the app's messages: one call each, and an answer for each way it can go. */
export interface MessageWriter {
  /** @throws AppError when it may have failed for a passing reason, or for one that is a fault of ours */
  post(channel: string, message: CardMessage, metadata: OwnMetadata, thread?: Thread): Promise<Posted>;
  /** @returns `gone` when the message is deleted, `closed` when the channel is closed to the app. */
  update(channel: string, ts: string, message: CardMessage): Promise<'done' | 'gone' | 'closed'>;
  /** A link to a message, `undefined` where Slack gives none. */
  link(channel: string, ts: string): Promise<string | undefined>;
}

interface Thread {
  threadTs: string;
  /** Also shown in the channel. */
  broadcast: boolean;
}

export function createMessageWriter(slack: WebClient): MessageWriter {
  return {
    async post(channel, message, metadata, thread) {
      const common = { channel, ...message, metadata: { ...metadata }, unfurl_links: false, unfurl_media: false };
      try {
        const { ts } = await slack.chat.postMessage(
          thread === undefined
            ? common
            : thread.broadcast
              ? { ...common, thread_ts: thread.threadTs, reply_broadcast: true }
              : { ...common, thread_ts: thread.threadTs },
        );
        if (ts !== undefined) return { ts };
      } catch (error) {
        const code = slackCode(error);
        if (code !== undefined && channelRefusals.has(code)) return { refused: code };
        if (code !== undefined && thread && threadRefusals.has(code)) return { refused: code, threadGone: true };
        throw slackFault(error);
      }
      throw new AppError('slack_unavailable', 'Slack did not answer. Trying again by itself.');
    },
    async update(channel, ts, message) {
      try {
        await slack.chat.update({ channel, ts, ...message, parse: 'none' });
        return 'done';
      } catch (error) {
        const code = slackCode(error) ?? '';
        if (code === 'message_not_found' || code === 'cant_update_message') return 'gone';
        if (channelRefusals.has(code)) return 'closed';
        throw slackFault(error);
      }
    },
    link: (channel, ts) =>
      slack.chat
        .getPermalink({ channel, message_ts: ts })
        .then((answer) => answer.permalink)
        .catch(() => undefined),
  };
}
