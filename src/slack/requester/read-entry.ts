import { type Fields, fields, text } from '../../gate/fields.ts';
import type { Entry } from '../../gate/gate.ts';
import { requesterOf } from './requester.ts';

/** Events about what people do in Slack: they are not addressed to the app. */
const passiveEvents = new Set(['message', 'link_shared', 'app_home_opened']);

/**
 * Reads who stands behind a payload of Slack's, and where.
 * @returns `undefined` where no person does (the app was uninstalled, a channel was archived)
 */
export function readEntry(body: Fields): Entry | undefined {
  if (body.event !== undefined) return entryOfEvent(fields(body.event));
  const requester = requesterOf(body);
  if (requester === undefined) return undefined;
  return {
    user: requester.user,
    channel: requester.channel,
    userTeam: text(fields(body.user).team_id),
    passive: false,
  };
}

function entryOfEvent(event: Fields): Entry | undefined {
  const message = fields(event.message);
  const user = text(event.user) || text(fields(event.user).id) || text(message.user);
  if (user === '') return undefined;
  const channel = text(event.channel) || text(fields(event.channel).id);
  return {
    user,
    // Slack's name for a message that is being written, and the app's own direct message behind its Home.
    channel: channel === 'COMPOSER' || event.type === 'app_home_opened' ? '' : channel,
    userTeam: text(event.user_team) || text(message.user_team) || text(event.team) || text(message.team),
    passive: passiveEvents.has(text(event.type)),
  };
}

/** What an event's envelope says of the channel it happened in; `undefined` where it says nothing. */
export function sharingOf(body: Fields): { channel: string; isShared: boolean } | undefined {
  const event = fields(body.event);
  const channel = text(event.channel) || text(fields(event.channel).id);
  const isShared = body.is_ext_shared_channel;
  if (typeof isShared !== 'boolean' || channel === '' || channel === 'COMPOSER') return undefined;
  return { channel, isShared };
}
