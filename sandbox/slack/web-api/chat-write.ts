import { change, type NewMessage, post, remove } from '../messages.ts';
import type { Channel, Message } from '../model.ts';
import { ids } from '../seed.ts';
import { wireMessage } from '../wire-message.ts';
import { channelById, channelToPostTo, messageIn } from './access.ts';
import { isEmpty, type MessageContent, messageContent } from './message-content.ts';
import { type Methods, required, SlackApiError } from './method.ts';
import { isTrue } from './request-arguments.ts';

const author = { user: ids.botUser, bot_id: ids.bot, app_id: ids.app, team: ids.team } as const;

/** A new message of the bot. */
export function botMessage(channel: string, { metadata, ...content }: MessageContent): NewMessage {
  return { channel, ...author, ...content, text: content.text ?? '', ...(metadata ? { metadata } : {}) };
}

/**
 * The thread of a `thread_ts`; a reply's ts refers to its thread.
 * @throws SlackApiError `thread_not_found`
 */
export function threadTs(channel: Channel, ts: unknown): { thread_ts?: string } {
  if (ts === undefined || ts === '' || ts === null) return {};
  const parent = channel.messages.get(String(ts));
  if (parent === undefined || parent.ephemeral_to !== undefined) throw new SlackApiError('thread_not_found');
  return { thread_ts: parent.thread_ts ?? parent.ts };
}

/** The parts of a message that `chat.update` and a replacing response set. */
export function updatePatch(state: { nextTs(): string }, content: MessageContent): Partial<Message> {
  const { metadata, ...rest } = content;
  const patch: Partial<Message> = { ...rest };
  // Text without blocks removes the blocks; blocks alone do not set the mark "edited".
  if (content.text !== undefined && content.blocks === undefined) {
    patch.blocks = [];
    patch.edited = { user: ids.botUser, ts: state.nextTs() };
  }
  // Metadata replaces metadata as a whole, with its Work Objects.
  if (metadata !== undefined) Object.assign(patch, { metadata: metadata ?? undefined, entities: content.entities });
  return patch;
}

/** @see https://docs.slack.dev/reference/methods?family=chat */
export const chatWrite: Methods = {
  'chat.postMessage': {
    tier: 'posting',
    scopes: ['chat:write'],
    run(context, args) {
      const { state } = context;
      const inThread = args.thread_ts !== undefined && args.thread_ts !== '';
      const channel = channelToPostTo(context, required(args, 'channel', 'channel_not_found'), inThread);
      const content = messageContent(state, args);
      if (isEmpty(content)) throw new SlackApiError('no_text');
      const thread = threadTs(channel, args.thread_ts);
      const message = post(
        state,
        { ...botMessage(channel.id, content), ...thread },
        { broadcast: isTrue(args.reply_broadcast) },
      );
      return { channel: channel.id, ts: message.ts, message: wireMessage(state, message, true) };
    },
  },
  'chat.update': {
    tier: 3,
    scopes: ['chat:write'],
    run(context, args) {
      const { state } = context;
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      const message = messageIn(channel, required(args, 'ts', 'message_not_found'));
      if (message.bot_id !== ids.bot) throw new SlackApiError('cant_update_message');
      if (channel.is_archived) throw new SlackApiError('is_inactive');
      if (typeof args.text === 'string' && args.text.length > 4000) throw new SlackApiError('msg_too_long');
      const content = messageContent(state, args);
      const given = [
        content.text || undefined,
        content.blocks,
        content.attachments,
        content.metadata,
        content.entities,
      ];
      if (given.every((part) => part === undefined)) throw new SlackApiError('no_text');
      change(state, message, updatePatch(state, content));
      return { channel: channel.id, ts: message.ts, text: message.text, message: wireMessage(state, message) };
    },
  },
  'chat.delete': {
    tier: 3,
    scopes: ['chat:write'],
    run(context, args) {
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      const message = messageIn(channel, required(args, 'ts', 'message_not_found'));
      if (message.bot_id !== ids.bot) throw new SlackApiError('cant_delete_message');
      remove(context.state, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.postEphemeral': {
    tier: 4,
    scopes: ['chat:write'],
    run(context, args) {
      const { state } = context;
      const channel = channelToPostTo(context, required(args, 'channel', 'channel_not_found'), true);
      const user = required(args, 'user', 'user_not_in_channel');
      if (!channel.members.has(user)) throw new SlackApiError('user_not_in_channel');
      const content = messageContent(state, args);
      if (isEmpty(content)) throw new SlackApiError('no_text');
      const draft = { ...botMessage(channel.id, content), ...threadTs(channel, args.thread_ts), ephemeral_to: user };
      return { message_ts: post(state, draft).ts };
    },
  },
  'chat.getPermalink': {
    tier: 4,
    run(context, args) {
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      const message = messageIn(channel, required(args, 'message_ts', 'message_not_found'));
      return { channel: channel.id, permalink: permalink(context.state.team.domain, message) };
    },
  },
};

/** A message's permalink. */
function permalink(domain: string, { channel, ts, thread_ts }: Message): string {
  const url = `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return thread_ts === undefined || thread_ts === ts ? url : `${url}?thread_ts=${thread_ts}&cid=${channel}`;
}
