import type { JsonObject } from '../json-value.ts';
import { channelHistory, threadOf } from '../messages.ts';
import type { Channel, Message } from '../model.ts';
import { ids } from '../seed.ts';
import { isBotMember, openDirectMessage } from '../state.ts';
import { wireChannel } from '../wire-channel.ts';
import { wireMessage } from '../wire-message.ts';
import { channelById, joinedChannel, needChannelScope } from './access.ts';
import { type MethodContext, type Methods, needScope, required, SlackApiError } from './method.ts';
import { page } from './paging.ts';
import { isTrue } from './request-arguments.ts';

function listed(context: MethodContext, args: JsonObject): Channel[] {
  const types = String(args.types ?? 'public_channel').split(',');
  const wanted = (channel: Channel) =>
    types.includes(channel.is_im ? 'im' : channel.is_private ? 'private_channel' : 'public_channel') &&
    (!channel.is_private || isBotMember(channel)) &&
    !(isTrue(args.exclude_archived) && channel.is_archived);
  return [...context.state.channels.values()].filter(wanted);
}

function read(context: MethodContext, args: JsonObject, from: (channel: Channel) => Message[], newestFirst: boolean) {
  const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
  needChannelScope(context, channel, 'history');
  const { oldest, latest } = args;
  const inclusive = isTrue(args.inclusive);
  const inWindow = ({ ts }: Message) =>
    (!oldest || Number(ts) > Number(oldest) || (inclusive && ts === oldest)) &&
    (!latest || Number(ts) < Number(latest) || (inclusive && ts === latest));
  const found = from(channel).filter(inWindow);
  const { items, next_cursor } = page(newestFirst ? found.reverse() : found, args, 100, 999);
  return {
    messages: items.map((message) => wireMessage(context.state, message, isTrue(args.include_all_metadata))),
    has_more: next_cursor !== '',
    response_metadata: { next_cursor },
  };
}

/** @see https://docs.slack.dev/reference/methods?family=conversations */
export const conversations: Methods = {
  'conversations.info': {
    tier: 3,
    run(context, args) {
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      needChannelScope(context, channel, 'read');
      const count = isTrue(args.include_num_members) ? { num_members: channel.members.size } : {};
      const tabs = [...context.state.canvases.values()]
        .filter((canvas) => canvas.channel === channel.id)
        .map(({ id, title }) => ({ id: `Ct${id.slice(1)}`, label: title, type: 'canvas', data: { file_id: id } }));
      return { channel: { ...wireChannel(channel), ...count, properties: { tabs } } };
    },
  },
  'conversations.list': {
    tier: 2,
    scopes: ['channels:read'],
    run(context, args) {
      const { items, next_cursor } = page(listed(context, args), args, 100, 999);
      return { channels: items.map(wireChannel), response_metadata: { next_cursor } };
    },
  },
  'users.conversations': {
    tier: 3,
    run(context, args) {
      const user = typeof args.user === 'string' && args.user !== '' ? args.user : ids.botUser;
      for (const kind of String(args.types ?? 'public_channel').split(','))
        needScope(context, `${kind === 'private_channel' ? 'groups' : kind === 'im' ? 'im' : 'channels'}:read`);
      const found = listed(context, args).filter((channel) => channel.members.has(user));
      const { items, next_cursor } = page(found, args, 100, 999);
      return { channels: items.map(wireChannel), response_metadata: { next_cursor } };
    },
  },
  'conversations.members': {
    tier: 4,
    run(context, args) {
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      needChannelScope(context, channel, 'read');
      const { items, next_cursor } = page([...channel.members], args, 100, 999);
      return { members: items, response_metadata: { next_cursor } };
    },
  },
  'conversations.history': {
    tier: 3,
    run: (context, args) => read(context, args, channelHistory, true),
  },
  'conversations.replies': {
    tier: 3,
    run(context, args) {
      const ts = required(args, 'ts', 'thread_not_found');
      return read(
        context,
        args,
        (channel) => {
          const message = channel.messages.get(ts);
          if (message === undefined || message.ephemeral_to !== undefined) throw new SlackApiError('thread_not_found');
          return threadOf(channel, message.thread_ts ?? ts);
        },
        false,
      );
    },
  },
  'conversations.join': {
    tier: 3,
    scopes: ['channels:join'],
    run(context, args) {
      const channel = channelById(context, required(args, 'channel', 'channel_not_found'));
      if (channel.is_private) throw new SlackApiError('method_not_supported_for_channel_type');
      if (channel.is_archived) throw new SlackApiError('is_archived');
      if (isBotMember(channel)) return { channel: wireChannel(channel), warning: 'already_in_channel' };
      channel.members.add(ids.botUser);
      context.state.changes.emit({ kind: 'joined', channel: channel.id, user: ids.botUser });
      context.state.changes.emit({ kind: 'channel', channel: channel.id });
      return { channel: wireChannel(channel) };
    },
  },
  'conversations.open': {
    tier: 3,
    scopes: ['im:write'],
    run(context, args) {
      const users = required(args, 'users', 'users_list_not_supplied').split(',');
      const user = context.state.users.get(users[0] ?? '');
      if (users.length > 1) throw new SlackApiError('not_enough_users');
      if (user === undefined || user.is_bot) throw new SlackApiError('user_not_found');
      const channel = openDirectMessage(context.state, user.id);
      return { channel: isTrue(args.return_im) ? wireChannel(channel) : { id: channel.id } };
    },
  },
};
