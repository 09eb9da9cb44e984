import type { JsonObject } from '../json-value.ts';
import type { User, Usergroup } from '../model.ts';
import { isOutsider, isStranger } from '../outsiders.ts';
import { ids } from '../seed.ts';
import { type MethodContext, type Methods, required, SlackApiError } from './method.ts';
import { page } from './paging.ts';
import { isTrue } from './request-arguments.ts';

/** A user in Slack's shape. People of other organisations have fewer fields. */
function wireUser({ state, scopes }: MethodContext, user: User): JsonObject {
  const { id, team_id, name, real_name, tz, tz_label, tz_offset } = user;
  return {
    id,
    team_id,
    name,
    deleted: user.deleted ?? false,
    real_name,
    tz,
    tz_label,
    tz_offset,
    profile: {
      real_name,
      real_name_normalized: real_name,
      display_name: name,
      display_name_normalized: name,
      ...(user.email !== undefined && scopes.has('users:read.email') && { email: user.email }),
      team: team_id,
      ...(user.is_bot ? { bot_id: ids.bot, api_app_id: ids.app } : {}),
    },
    is_bot: user.is_bot,
    is_app_user: false,
    is_restricted: user.is_restricted,
    is_ultra_restricted: user.is_ultra_restricted,
    ...(isOutsider(user) ? { is_stranger: isStranger(state, user) } : { is_admin: false, is_owner: false }),
  };
}

const wireGroup = (group: Usergroup, withUsers: boolean): JsonObject => ({
  id: group.id,
  team_id: ids.team,
  is_usergroup: true,
  name: group.name,
  handle: group.handle,
  is_external: false,
  date_delete: 0,
  user_count: group.users.length,
  ...(withUsers ? { users: group.users } : {}),
});

/** Neither guests nor bots nor people of other organisations. */
const mayJoinGroup = (user: User | undefined): boolean =>
  user !== undefined && !user.is_bot && !user.is_restricted && !user.is_ultra_restricted && !isOutsider(user);

export const people: Methods = {
  'users.info': {
    tier: 4,
    scopes: ['users:read'],
    run(context, args) {
      const user = context.state.users.get(required(args, 'user', 'user_not_found'));
      if (user === undefined) throw new SlackApiError('user_not_found');
      return { user: wireUser(context, user) };
    },
  },
  'users.lookupByEmail': {
    tier: 3,
    scopes: ['users:read.email'],
    run(context, args) {
      const email = required(args, 'email', 'users_not_found').toLowerCase();
      const user = [...context.state.users.values()].find((each) => each.email?.toLowerCase() === email);
      // Deactivated users and people of other organisations are not found either.
      if (user === undefined || isOutsider(user)) throw new SlackApiError('users_not_found');
      return { user: wireUser(context, user) };
    },
  },
  'users.list': {
    tier: 2,
    scopes: ['users:read'],
    run(context, args) {
      const { items, next_cursor } = page([...context.state.users.values()], args, 200, 1000);
      const members = items.filter((user) => !isOutsider(user)).map((user) => wireUser(context, user));
      return { members, cache_ts: Math.floor(context.state.now() / 1000), response_metadata: { next_cursor } };
    },
  },
  'usergroups.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run: (context, args) => ({
      usergroups: [...context.state.usergroups.values()].map((group) => wireGroup(group, isTrue(args.include_users))),
    }),
  },
  'usergroups.users.list': {
    tier: 2,
    scopes: ['usergroups:read'],
    run(context, args) {
      const group = context.state.usergroups.get(required(args, 'usergroup', 'no_such_subteam'));
      if (group === undefined) throw new SlackApiError('no_such_subteam');
      return { users: group.users };
    },
  },
  'usergroups.users.update': {
    tier: 2,
    scopes: ['usergroups:write'],
    run(context, args) {
      const { state } = context;
      if (state.adminsOnly.has('change user groups')) throw new SlackApiError('permission_denied');
      const group = state.usergroups.get(required(args, 'usergroup', 'no_such_subteam'));
      if (group === undefined) throw new SlackApiError('no_such_subteam');
      // The list replaces all members. It cannot be empty: such a group is disabled instead.
      const users = required(args, 'users', 'no_users_provided').split(',');
      if (!users.every((id) => mayJoinGroup(state.users.get(id)))) throw new SlackApiError('invalid_users');
      group.users = [...new Set(users)];
      return { usergroup: wireGroup(group, true) };
    },
  },
};
