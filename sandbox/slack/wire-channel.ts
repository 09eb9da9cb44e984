import type { JsonObject } from './json-value.ts';
import type { Channel } from './model.ts';
import { ids } from './seed.ts';
import { isBotMember } from './state.ts';

/** A channel in the shape of Slack's conversation object. */
export function wireChannel(channel: Channel): JsonObject {
  const { id, is_im, is_private, is_archived, is_ext_shared, is_general, creator = ids.ada } = channel;
  if (is_im) return { id, is_im, is_archived, user: channel.user, created: channel.created_s, is_org_shared: false };
  const text = (value: string) => ({ value, creator: value === '' ? '' : creator, last_set: channel.created_s });
  return {
    id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !is_private,
    is_group: is_private,
    is_im,
    is_mpim: false,
    is_private,
    is_archived,
    is_general,
    is_shared: is_ext_shared,
    is_ext_shared,
    is_org_shared: false,
    is_pending_ext_shared: channel.is_pending_ext_shared ?? false,
    is_member: isBotMember(channel),
    created: channel.created_s,
    creator,
    context_team_id: ids.team,
    shared_team_ids: is_ext_shared ? [ids.team, ids.otherTeam] : [ids.team],
    connected_team_ids: is_ext_shared ? [ids.otherTeam] : undefined,
    topic: text(channel.topic),
    purpose: text(channel.purpose ?? ''),
    previous_names: channel.previous_names ?? [],
  };
}
