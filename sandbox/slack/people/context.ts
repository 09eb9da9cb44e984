import type { Channel, User } from '../model.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { SlackState } from '../state.ts';
import type { Delivery } from '../to-app/delivery.ts';
import type { Triggers } from '../triggers.ts';

/** What the doings of people work on. */
export interface PeopleContext {
  state: SlackState;
  delivery: Delivery;
  triggers: Triggers;
  responseUrls: ResponseUrls;
}

/** Something Slack's client would not let a person do; the message is one of Slack's codes or words. */
export class PersonError extends Error {}

/** @throws PersonError */
export function personById(state: SlackState, id: string): User {
  const user = state.users.get(id);
  if (user === undefined || user.is_bot) throw new PersonError('user_not_found');
  return user;
}

/** A channel the person is in. @throws PersonError */
export function channelOf(state: SlackState, id: string, user: string): Channel {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new PersonError('channel_not_found');
  if (!channel.members.has(user)) throw new PersonError(channel.is_private ? 'channel_not_found' : 'not_in_channel');
  return channel;
}

/** One line that the person's client shows for a moment. */
export const notice = (state: SlackState, user: string, text: string): void =>
  state.changes.emit({ kind: 'notice', user, text });
