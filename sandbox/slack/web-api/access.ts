import type { Channel, Message } from '../model.ts';
import { isBotMember, openDirectMessage } from '../state.ts';
import { type MethodContext, needScope, SlackApiError } from './method.ts';

/** The conversation, if it is visible to the bot. @throws SlackApiError `channel_not_found` or the given code */
export function channelById(context: MethodContext, id: string, code = 'channel_not_found'): Channel {
  const channel = context.state.channels.get(id);
  if (channel === undefined || (channel.is_private && !isBotMember(channel))) throw new SlackApiError(code);
  return channel;
}

/**
 * The target of a message: a channel's id or name, or a person, whose direct message is opened.
 * @throws SlackApiError when the bot may not post there
 */
export function channelToPostTo(context: MethodContext, target: string, inThread: boolean): Channel {
  const { state } = context;
  const name = target.replace(/^#/, '');
  const byName = [...state.channels.values()].find((channel) => channel.name === name && name !== '');
  const person = state.users.get(target);
  if (person && !person.is_bot) return openDirectMessage(state, person.id);
  const channel = channelById(context, byName?.id ?? target);
  if (channel.is_archived) throw new SlackApiError('is_archived');
  if (!isBotMember(channel) && !context.scopes.has('chat:write.public')) throw new SlackApiError('not_in_channel');
  if (channel.posting_restricted && !inThread) throw new SlackApiError('restricted_action');
  return channel;
}

/** A channel the bot is a member of. @throws SlackApiError */
export function joinedChannel(context: MethodContext, id: string): Channel {
  const channel = channelById(context, id);
  if (!isBotMember(channel)) throw new SlackApiError('not_in_channel');
  return channel;
}

/** @throws SlackApiError when there is no such message that everyone sees */
export function messageIn(channel: Channel, ts: string, code = 'message_not_found'): Message {
  const message = channel.messages.get(ts);
  if (message === undefined || message.ephemeral_to !== undefined || message.subtype === 'tombstone')
    throw new SlackApiError(code);
  return message;
}

/** The scope of a family for a channel's kind, for example `channels:history` or `groups:history`. */
export function needChannelScope(context: MethodContext, channel: Channel, right: 'read' | 'history'): void {
  const family = channel.is_im ? 'im' : channel.is_private ? 'groups' : 'channels';
  needScope(context, `${family}:${right}`);
}
