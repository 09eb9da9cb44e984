import type { Channel, Message } from './model.ts';
import { keep, type SlackState } from './state.ts';

/** The fields of a new message; absent ones have defaults. */
export type NewMessage = Pick<Message, 'channel' | 'text' | 'team'> & Partial<Omit<Message, 'ts'>>;

/** Stores a message, notifies all clients, and counts it in its thread. */
export function post(state: SlackState, draft: NewMessage, options: { broadcast?: boolean } = {}) {
  const channel = channelOf(state, draft.channel);
  const message: Message = {
    ts: state.nextTs(),
    attachments: [],
    files: [],
    reply_count: 0,
    reply_users: [],
    reactions: [],
    links: [],
    ...draft,
  };
  if (options.broadcast && draft.thread_ts !== undefined) message.subtype = 'thread_broadcast';
  keep(channel.messages, message.ts, message, state.messagesKept);
  state.changes.emit({ kind: 'posted', message });
  const parent = message.ephemeral_to === undefined && channel.messages.get(message.thread_ts ?? '');
  if (parent && parent !== message) {
    parent.thread_ts = parent.ts;
    parent.reply_count += 1;
    parent.latest_reply = message.ts;
    const author = message.user ?? message.bot_id ?? '';
    if (!parent.reply_users.includes(author)) parent.reply_users.push(author);
    state.changes.emit({ kind: 'redrawn', message: parent });
  }
  return message;
}

/** Changes a message and notifies all clients. */
export function change(state: SlackState, message: Message, patch: Partial<Message>): Message {
  const previous = { ...message };
  Object.assign(message, patch);
  state.changes.emit({ kind: 'changed', message, previous });
  return message;
}

/** Deletes a message. The parent of a thread leaves a tombstone, as in Slack. */
export function remove(state: SlackState, message: Message): void {
  const channel = channelOf(state, message.channel);
  channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
  if (message.reply_count > 0) {
    const { blocks: _blocks, metadata: _metadata, entities: _entities, ...rest } = message;
    const text = 'This message was deleted.';
    const tombstone: Message = { ...rest, text, subtype: 'tombstone', attachments: [], files: [], reactions: [] };
    channel.messages.set(message.ts, tombstone);
  } else {
    channel.messages.delete(message.ts);
  }
  const parent = channel.messages.get(message.thread_ts ?? '');
  state.changes.emit({ kind: 'deleted', message });
  if (parent !== undefined && parent.ts !== message.ts) {
    const replies = [...channel.messages.values()].filter((one) => isReplyTo(one, parent.ts));
    parent.reply_count = replies.length;
    parent.reply_users = [...new Set(replies.map((one) => one.user ?? one.bot_id ?? ''))];
    const latest = replies.at(-1)?.ts;
    if (latest === undefined) {
      delete parent.latest_reply;
      delete parent.thread_ts;
    } else {
      parent.latest_reply = latest;
    }
    state.changes.emit({ kind: 'redrawn', message: parent });
  }
}

const isReplyTo = (message: Message, parentTs: string) =>
  message.thread_ts === parentTs && message.ts !== parentTs && message.ephemeral_to === undefined;

/** The channel's messages that everyone sees, without thread replies, oldest first. */
export const channelHistory = (channel: Channel): Message[] =>
  [...channel.messages.values()].filter(
    (message) =>
      message.ephemeral_to === undefined &&
      (message.thread_ts === undefined || message.thread_ts === message.ts || message.subtype === 'thread_broadcast'),
  );

/** A thread's parent and its replies, oldest first. */
export const threadOf = (channel: Channel, ts: string): Message[] =>
  [...channel.messages.values()].filter((message) => message.ts === ts || isReplyTo(message, ts));

function channelOf(state: SlackState, id: string): Channel {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new Error(`No channel ${id} in the workspace`);
  return channel;
}
