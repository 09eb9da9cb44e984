import type { Change } from '../changes.ts';
import type { JsonObject } from '../json-value.ts';
import type { Channel, Message } from '../model.ts';
import { isOutsider } from '../outsiders.ts';
import { ids } from '../seed.ts';
import { isBotMember, type SlackState } from '../state.ts';
import { wireMessage } from '../wire-message.ts';

/** An event for the app: the subscription that it requires, and where it happened. */
export interface AppEvent {
  subscription: string;
  channel?: string;
  event: JsonObject;
  /** The links in the event, to record whether the app acknowledged it. */
  links?: Message['links'];
}

/** The events of a change, before subscriptions are considered. */
export function appEvents(state: SlackState, change: Change): AppEvent[] {
  switch (change.kind) {
    case 'posted':
      return posted(state, change.message);
    case 'changed': {
      const { message, previous } = change;
      const wire = { message: wireMessage(state, message), previous_message: wireMessage(state, previous) };
      const ts = state.nextTs();
      const added = message.links.filter((link) => !previous.links.some((one) => one.url === link.url));
      return [
        ...messageEvent(state, message, { subtype: 'message_changed', hidden: true, ts, event_ts: ts, ...wire }),
        ...linkEvents(state, message, added),
      ];
    }
    case 'deleted': {
      const { message } = change;
      const ts = state.nextTs();
      const previous_message = wireMessage(state, message);
      const event = {
        subtype: 'message_deleted',
        hidden: true,
        ts,
        event_ts: ts,
        deleted_ts: message.ts,
        previous_message,
      };
      return messageEvent(state, message, event);
    }
    case 'reacted':
      return reactionEvent(state, change);
    case 'joined': {
      const { channel, user, inviter } = change;
      const room = state.channels.get(channel);
      if (room === undefined || !isBotMember(room)) return [];
      const channel_type = room.is_private ? 'G' : 'C';
      const event = { user, channel, channel_type, team: ids.team, inviter, event_ts: state.nextTs() };
      return [{ subscription: 'member_joined_channel', channel, event: { type: 'member_joined_channel', ...event } }];
    }
    case 'left': {
      const { channel, user } = change;
      const channel_type = state.channels.get(channel)?.is_private ? 'G' : 'C';
      const event = { type: 'member_left_channel', user, channel, channel_type, team: ids.team };
      return [{ subscription: 'member_left_channel', channel, event: { ...event, event_ts: state.nextTs() } }];
    }
    case 'archived':
    case 'unarchived':
    case 'renamed':
    case 'created':
      return channelEvent(state, change);
    case 'shared': {
      const { channel } = change;
      const event = { type: 'channel_shared', connected_team_id: ids.otherTeam, channel, event_ts: state.nextTs() };
      return [{ subscription: 'channel_shared', channel, event }];
    }
    case 'uninstalled': {
      const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [ids.botUser] }, event_ts: state.nextTs() };
      return [
        { subscription: 'app_uninstalled', event: { type: 'app_uninstalled', event_ts: state.nextTs() } },
        { subscription: 'tokens_revoked', event: revoked },
      ];
    }
    default:
      return [];
  }
}

/** A reaction, the app's own ones too, if the bot is in the channel. The event names neither the thread nor the text. */
function reactionEvent(
  state: SlackState,
  { message, user, name, added }: Extract<Change, { kind: 'reacted' }>,
): AppEvent[] {
  const { channel, ts, user: item_user, ephemeral_to } = message;
  const room = state.channels.get(channel);
  if (room === undefined || !isBotMember(room) || ephemeral_to !== undefined) return [];
  const type = added ? 'reaction_added' : 'reaction_removed';
  const item = { type: 'message', channel, ts };
  const event = { type, user, reaction: name, ...(item_user && { item_user }), item, event_ts: state.nextTs() };
  return [{ subscription: type, channel, event }];
}

const channelEventNames = {
  archived: 'archive',
  unarchived: 'unarchive',
  renamed: 'rename',
  created: 'created',
} as const;

/** Events of public channels are named `channel_…`, those of private ones `group_…`; a new private channel has none. */
function channelEvent(
  state: SlackState,
  { kind, channel: id, user }: Extract<Change, { kind: keyof typeof channelEventNames }>,
): AppEvent[] {
  const channel = state.channels.get(id);
  if (channel === undefined || (channel.is_private && (kind === 'created' || !isBotMember(channel)))) return [];
  const type = `${channel.is_private ? 'group' : 'channel'}_${channelEventNames[kind]}`;
  const { name, created_s: created } = channel;
  const event = {
    type,
    event_ts: state.nextTs(),
    ...(kind === 'renamed'
      ? { channel: { id, name, created } }
      : kind === 'created'
        ? { channel: { id, name, created, creator: user } }
        : { channel: id, user, is_moved: 0 }),
  };
  return [{ subscription: type, channel: id, event }];
}

const families = { channel: 'message.channels', group: 'message.groups', im: 'message.im' } as const;

const channelType = (channel: Channel) => (channel.is_im ? 'im' : channel.is_private ? 'group' : 'channel');

/** A message event, if the bot is in the channel. */
function messageEvent(state: SlackState, { channel, ephemeral_to }: Message, event: JsonObject): AppEvent[] {
  const room = state.channels.get(channel);
  if (room === undefined || !isBotMember(room) || ephemeral_to !== undefined) return [];
  const channel_type = channelType(room);
  return [
    { subscription: families[channel_type], channel, event: { type: 'message', ...event, channel, channel_type } },
  ];
}

function posted(state: SlackState, message: Message): AppEvent[] {
  const { channel, ts, thread_ts } = message;
  const wire = wireMessage(state, message);
  const parent = state.channels.get(channel)?.messages.get(thread_ts ?? '');
  const root = message.subtype === 'thread_broadcast' && parent ? { root: wireMessage(state, parent) } : {};
  const events = messageEvent(state, message, { ...wire, ...root, event_ts: ts });
  if (message.bot_id === undefined && message.text.includes(`<@${ids.botUser}>`) && events[0] !== undefined)
    events.push({
      subscription: 'app_mention',
      channel,
      event: { ...wire, team: ids.team, type: 'app_mention', channel, event_ts: ts },
    });
  // Messages of apps never cause it.
  events.push(...linkEvents(state, message, message.links));
  return events;
}

/**
 * The event of links that the app may unfurl, in any channel; none for a message from another organisation, whose members
 * did not install the app.
 */
function linkEvents(state: SlackState, message: Message, links: Message['links']): AppEvent[] {
  const author = state.users.get(message.user ?? '');
  if (links.length === 0 || (author !== undefined && isOutsider(author))) return [];
  return [linkShared(state, message, links)];
}

/** A link that the app may unfurl was posted, in any channel. */
export function linkShared(state: SlackState, message: Message, links: Message['links'], refresh = false): AppEvent {
  const { channel, ts, thread_ts, user } = message;
  message.unfurl_id ??= `${channel}.${ts}.${state.newSecret(64)}`;
  const room = state.channels.get(channel);
  const event = {
    type: 'link_shared',
    channel,
    is_bot_user_member: room !== undefined && isBotMember(room),
    user,
    message_ts: ts,
    thread_ts,
    unfurl_id: message.unfurl_id,
    source: 'conversations_history',
    links: links.map(({ domain, url }) => ({ domain, url })),
    ...(refresh ? { is_unfurl_refresh: true } : {}),
    event_ts: state.nextTs(),
  };
  return { subscription: 'link_shared', channel, event, links };
}
