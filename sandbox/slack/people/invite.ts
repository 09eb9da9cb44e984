import type { SlackState } from '../state.ts';
import { channelOf, notice, PersonError, personById } from './context.ts';

/** Adds a person or the app to a channel, and notifies its members and the app. */
export function addMember(state: SlackState, channel: string, user: string, inviter?: string): void {
  state.channels.get(channel)?.members.add(user);
  state.changes.emit({ kind: 'joined', channel, user, ...(inviter === undefined ? {} : { inviter }) });
  state.changes.emit({ kind: 'channel', channel });
}

/**
 * Slack's own `/invite @name …`, in the channel in which it is typed.
 * @throws PersonError when no one is named, a name is unknown, or the channel accepts no members
 * @see https://slack.com/help/articles/201259356-Slash-commands-in-Slack
 */
export function invite(state: SlackState, typed: { user: string; channel: string; text: string }): void {
  const inviter = personById(state, typed.user);
  const channel = channelOf(state, typed.channel, typed.user);
  if (channel.is_im) throw new PersonError('You cannot add people to a direct message.');
  if (channel.is_archived) throw new PersonError('is_archived');
  const names = [...typed.text.matchAll(/@([\w.-]+)/g)].map(([, name = '']) => name);
  if (names.length === 0) throw new PersonError('Name who to add: /invite @name');
  const users = names.map((name) => {
    const found = [...state.users.values()].find((user) => user.name.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new PersonError(`No one here is called @${name}.`);
    return found;
  });
  for (const user of users) {
    if (channel.members.has(user.id)) notice(state, inviter.id, `@${user.name} is already in #${channel.name}.`);
    else addMember(state, channel.id, user.id, inviter.id);
  }
}
