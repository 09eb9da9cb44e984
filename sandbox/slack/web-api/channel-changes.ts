import type { JsonObject } from '../json-value.ts';
import { post } from '../messages.ts';
import type { Channel } from '../model.ts';
import { isOutsider } from '../outsiders.ts';
import { addMember } from '../people/invite.ts';
import { ids } from '../seed.ts';
import { renameChannel } from '../state.ts';
import { wireChannel } from '../wire-channel.ts';
import { joinedChannel } from './access.ts';
import { type MethodContext, type Methods, needOneOf, required, SlackApiError } from './method.ts';
import { isTrue } from './request-arguments.ts';

const maxName = 80;
const maxText = 250;
const maxInvited = 100;

/** @throws SlackApiError for a name that Slack does not repair */
function checkedName(context: MethodContext, name: string): string {
  if (name.length > maxName) throw new SlackApiError('invalid_name_maxlength');
  if (/^[-_]+$/.test(name)) throw new SlackApiError('invalid_name_punctuation');
  if (!/^[\p{Ll}\p{Lo}\p{M}\p{N}_-]+$/u.test(name)) throw new SlackApiError('invalid_name_specials');
  // Private and archived channels keep their names, too.
  if ([...context.state.channels.values()].some((channel) => channel.name === name)) {
    throw new SlackApiError('name_taken');
  }
  return name;
}

/** Scopes for public and private channels, the narrow one last. */
function needWrite(context: MethodContext, isPrivate: boolean, narrow?: 'invites' | 'topic'): void {
  const wide = isPrivate ? 'groups:write' : 'channels:manage';
  needOneOf(context, narrow === undefined ? [wide] : [wide, `${wide.split(':')[0]}:write.${narrow}`]);
}

/** @throws SlackApiError unless the app is a member of a channel that is not archived */
function openChannel(context: MethodContext, args: JsonObject, narrow?: 'invites' | 'topic'): Channel {
  const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
  if (channel.is_im) throw new SlackApiError('method_not_supported_for_channel_type');
  needWrite(context, channel.is_private, narrow);
  if (channel.is_archived) throw new SlackApiError('is_archived');
  return channel;
}

/** Why a person cannot be added; `undefined`: they can. */
function whyNot(context: MethodContext, channel: Channel, id: string): string | undefined {
  const user = context.state.users.get(id);
  if (user === undefined) return 'user_not_found';
  if (id === ids.botUser) return 'cant_invite_self';
  if (channel.members.has(id)) return 'already_in_channel';
  if (isOutsider(user)) return 'cant_invite';
  return user.is_ultra_restricted ? 'ura_max_channels' : undefined;
}

function setText(context: MethodContext, args: JsonObject, name: 'topic' | 'purpose'): JsonObject {
  const channel = openChannel(context, args, 'topic');
  const value = typeof args[name] === 'string' ? args[name] : '';
  if (value.length > maxText) throw new SlackApiError('too_long');
  channel[name] = value;
  context.state.changes.emit({ kind: 'channel', channel: channel.id });
  const what = name === 'topic' ? 'topic' : 'description';
  const message = { channel: channel.id, user: ids.botUser, team: ids.team, subtype: `channel_${name}` };
  post(context.state, { ...message, text: `<@${ids.botUser}> set the channel ${what}: ${value}` });
  return { channel: wireChannel(channel) };
}

/** Creating and changing channels. @see https://docs.slack.dev/reference/methods?family=conversations */
export const channelChanges: Methods = {
  'conversations.create': {
    tier: 2,
    run(context, args) {
      const { state } = context;
      const is_private = isTrue(args.is_private);
      needWrite(context, is_private);
      if (state.adminsOnly.has('create channels')) throw new SlackApiError('restricted_action');
      const channel: Channel = {
        id: state.newId('C'),
        name: checkedName(context, required(args, 'name', 'invalid_name_required')),
        topic: '',
        created_s: Math.floor(state.now() / 1000),
        creator: ids.botUser,
        is_general: false,
        is_private,
        is_im: false,
        is_ext_shared: false,
        is_archived: false,
        posting_restricted: false,
        members: new Set(),
        messages: new Map(),
        bookmarks: [],
        pins: [],
      };
      state.channels.set(channel.id, channel);
      state.changes.emit({ kind: 'created', channel: channel.id, user: ids.botUser });
      addMember(state, channel.id, ids.botUser);
      return { channel: wireChannel(channel) };
    },
  },
  'conversations.invite': {
    tier: 3,
    run(context, args) {
      const channel = openChannel(context, args, 'invites');
      const users = required(args, 'users', 'no_user').split(',');
      if (users.length > maxInvited) throw new SlackApiError('invalid_arguments');
      const errors = users.flatMap((user) => {
        const error = whyNot(context, channel, user);
        return error === undefined ? [] : [{ user, ok: false, error }];
      });
      const refused = new Set(errors.map(({ user }) => user));
      const good = users.filter((user) => !refused.has(user));
      const [first] = errors;
      // One that cannot be added keeps all others out, unless forced.
      if (first !== undefined && !(isTrue(args.force) && good.length > 0)) {
        throw new SlackApiError(first.error, { errors });
      }
      for (const user of good) addMember(context.state, channel.id, user, ids.botUser);
      return { channel: wireChannel(channel), ...(errors.length > 0 ? { errors } : {}) };
    },
  },
  'conversations.setTopic': { tier: 2, run: (context, args) => setText(context, args, 'topic') },
  'conversations.setPurpose': { tier: 2, run: (context, args) => setText(context, args, 'purpose') },
  'conversations.rename': {
    tier: 2,
    run(context, args) {
      const channel = openChannel(context, args);
      if (channel.creator !== ids.botUser) throw new SlackApiError('not_authorized');
      renameChannel(
        context.state,
        channel,
        checkedName(context, required(args, 'name', 'invalid_name_required')),
        ids.botUser,
      );
      return { channel: wireChannel(channel) };
    },
  },
  'conversations.archive': {
    tier: 2,
    run(context, args) {
      const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
      needWrite(context, channel.is_private);
      if (channel.is_archived) throw new SlackApiError('already_archived');
      if (channel.is_general) throw new SlackApiError('cant_archive_general');
      if (context.state.adminsOnly.has('archive channels')) throw new SlackApiError('restricted_action');
      channel.is_archived = true;
      context.state.changes.emit({ kind: 'archived', channel: channel.id, user: ids.botUser });
      context.state.changes.emit({ kind: 'channel', channel: channel.id });
      return {};
    },
  },
  // Slack's documentation says that bot tokens cannot do it at present.
  'conversations.unarchive': {
    tier: 2,
    run(context, args) {
      const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
      needWrite(context, channel.is_private);
      throw new SlackApiError('not_allowed_token_type');
    },
  },
};
