import type { JsonObject } from '../json-value.ts';
import type { Channel } from '../model.ts';
import { ids } from '../seed.ts';
import type { SlackState } from '../state.ts';
import { verificationToken } from '../to-app/envelope.ts';
import { personById } from './context.ts';

/** The fields that all interactions share. */
export function interactionBase(state: SlackState, userId: string): JsonObject {
  const { id, name, team_id } = personById(state, userId);
  return {
    team: { id: ids.team, domain: state.team.domain },
    user: { id, username: name, name, team_id },
    api_app_id: ids.app,
    token: verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A channel's name as payloads contain it. */
export function payloadChannelName(channel: Channel): string {
  if (channel.is_im) return 'directmessage';
  return channel.is_private ? 'privategroup' : channel.name;
}
