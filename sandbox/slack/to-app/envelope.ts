import type { JsonObject } from '../json-value.ts';
import { ids } from '../seed.ts';
import type { SlackState } from '../state.ts';

/** The deprecated verification token that every payload still carries. */
export const verificationToken = 'sandbox-verification-token';

/**
 * The envelope of an event. For a message from a person of another organisation its `team_id` is that organisation's;
 * `authorizations` and `context_team_id` name the workspace in which the app is installed.
 * @param channel where the event happened, if in a channel
 * @see https://docs.slack.dev/apis/events-api#event-type-structure
 */
export function eventEnvelope(state: SlackState, event: JsonObject, channel?: string): JsonObject {
  return {
    token: verificationToken,
    team_id: event.type === 'message' && typeof event.team === 'string' ? event.team : ids.team,
    context_team_id: ids.team,
    context_enterprise_id: null,
    api_app_id: ids.app,
    event,
    type: 'event_callback',
    event_id: state.newId('Ev'),
    event_time: Math.floor(state.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: ids.team, user_id: ids.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: state.channels.get(channel ?? '')?.is_ext_shared ?? false,
    event_context: `4-${state.newSecret(40)}`,
  };
}
