import type { EntityMetadata } from '@slack/types';
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import type { EntityMessage } from '../cards/block-kit/blocks.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { metadataRefusal, metadataWarning, slackCode, slackErrorKind, toSlackError } from '../web-api/fault.ts';
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
   * Posts a message once: if an earlier attempt may have posted it, that message is searched first. A Work Object that Slack
   * refuses is left out.
   * @throws AppError for a failure that can pass, or for a bug in the request
   */
  post(channel: string, message: EntityMessage, metadata: OwnMetadata, options?: PostOptions): Promise<Posted>;
  /**
   * Replaces a message. A Work Object that Slack refuses is left out.
   * @param metadata of a message that may have a Work Object: it replaces both. Absent: the metadata stays
   * @throws AppError for a failure that can pass, or for a bug in the request
   */
  update(channel: string, ts: string, message: EntityMessage, metadata?: OwnMetadata): Promise<Changed>;
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

export function createMessageWriter(slack: WebClient, log: Log): MessageWriter {
  /** Slack's error is the same for an archived channel and a disabled workspace. */
  async function isArchived(channel: string): Promise<boolean> {
    try {
      return (await slack.conversations.info({ channel })).channel?.is_archived === true;
    } catch (error) {
      if (slackErrorKind(error) === 'channel') return true;
      throw toSlackError(error);
    }
  }

  /**
   * Sends a message with its Work Object; if Slack objects to that, once more without.
   * @param again how, when Slack sent the message and left out its metadata; default: in the same way
   */
  async function sendWithEntity<Answer extends WebAPICallResult>(
    { channel, metadata, entity }: { channel: string; metadata: OwnMetadata; entity: EntityMetadata | undefined },
    send: (metadata: OwnMetadata & { entities?: EntityMetadata[] }) => Promise<Answer>,
    again: (sent: Answer) => Promise<unknown> = () => send({ ...metadata }),
  ): Promise<Answer> {
    if (entity === undefined) return send({ ...metadata });
    const left = (code: string) =>
      log.debug('Slack rejected the Work Object of a card, sent without', { channel, code });
    let sent: Answer;
    try {
      sent = await send({ ...metadata, entities: [entity] });
    } catch (error) {
      const code = metadataRefusal(error);
      if (code === undefined) throw error;
      left(code);
      return send({ ...metadata });
    }
    const warning = metadataWarning(sent);
    if (warning === undefined) return sent;
    left(warning);
    await again(sent);
    return sent;
  }

  return {
    async post(channel, message, metadata, { threadTs, broadcast = false, triedSinceMs } = {}) {
      const place = { channel, ...(threadTs !== undefined && { threadTs }), sinceMs: triedSinceMs ?? 0 };
      const found = triedSinceMs === undefined ? undefined : await findMessage(slack, place, isOwn(metadata));
      if (found !== undefined) return { ts: found, found: true };
      const { entity, text, blocks } = message;
      const common = { channel, text, blocks, unfurl_links: false, unfurl_media: false };
      const inThread =
        threadTs === undefined
          ? common
          : broadcast
            ? { ...common, thread_ts: threadTs, reply_broadcast: true as const }
            : { ...common, thread_ts: threadTs };
      try {
        const { ts } = await sendWithEntity(
          { channel, metadata, entity },
          (both) => slack.chat.postMessage({ ...inThread, metadata: both }),
          // The message is there, without the metadata by which it is found again. It must not be posted again for that.
          ({ ts = '' }) =>
            slack.chat
              .update({ channel, ts, text, blocks, metadata: { ...metadata }, parse: 'none' })
              .catch(() => undefined),
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
    async update(channel, ts, { entity, text, blocks }, metadata) {
      const common = { channel, ts, text, blocks, parse: 'none' as const };
      try {
        if (metadata === undefined) await slack.chat.update(common);
        else
          await sendWithEntity({ channel, metadata, entity }, (both) =>
            slack.chat.update({ ...common, metadata: both }),
          );
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
