import type { JsonObject } from './json-value.ts';
import type { User } from './model.ts';
import { ids } from './seed.ts';
import type { SlackState } from './state.ts';

/** Whether a user belongs to another organisation: an external member of shared channels (Slack Connect). */
export const isOutsider = (user: User): boolean => user.team_id !== ids.team;

/**
 * The additional fields of a message from a person of another organisation; none for anyone else.
 * @see https://docs.slack.dev/apis/slack-connect
 */
export function outsiderFields(user: User | undefined): JsonObject {
  if (user === undefined || !isOutsider(user)) return {};
  const { team_id, name, real_name } = user;
  const user_profile = { name, real_name, display_name: name, team: team_id, is_restricted: false };
  return { user_team: team_id, source_team: team_id, user_profile };
}

/**
 * The `is_stranger` field of a user object: true for a person of another organisation who is in no shared channel that
 * the app can see. For an outsider in a shared channel it is false; only `team_id` tells them apart.
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export function isStranger(state: SlackState, user: User): boolean {
  if (!isOutsider(user)) return false;
  return ![...state.channels.values()].some(
    ({ is_ext_shared, is_private, members }) =>
      is_ext_shared && members.has(user.id) && (!is_private || members.has(ids.botUser)),
  );
}
