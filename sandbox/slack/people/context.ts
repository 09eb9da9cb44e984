import type { Channel, User } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { SlackState } from '../state.ts';
import type { Delivery } from '../to-app/delivery.ts';
import type { Triggers } from '../triggers.ts';

/** The context of people's actions. */
export interface PeopleContext {
  state: SlackState;
  delivery: Delivery;
  triggers: Triggers;
  responseUrls: ResponseUrls;
}

/** An action that Slack's client does not allow. The message is one of Slack's codes or texts. */
export class PersonError extends Error {}

/** @throws PersonError */
export function personById(state: SlackState, id: string): User {
  const user = state.users.get(id);
  if (user === undefined || user.is_bot) throw new PersonError('user_not_found');
  return user;
}

/** A channel that the person is in. @throws PersonError */
export function channelOf(state: SlackState, id: string, user: string): Channel {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new PersonError('channel_not_found');
  if (!channel.members.has(user)) throw new PersonError(channel.is_private ? 'channel_not_found' : 'not_in_channel');
  return channel;
}

/** A line that the person's client shows for a moment. */
export const notice = (state: SlackState, user: string, text: string): void =>
  state.changes.emit({ kind: 'notice', user, text });
