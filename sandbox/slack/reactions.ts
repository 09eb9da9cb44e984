import type { Message } from './model.ts';
import type { SlackState } from './state.ts';

/** The most different emoji of a message, and the most of one person: Slack names the errors, but not the numbers. */
const mostEmoji = 50;
const mostOfOne = 23;

/** Why a reaction cannot be added or removed: a code of `reactions.add` or `reactions.remove`. */
export type ReactionRefusal =
  | 'invalid_name'
  | 'already_reacted'
  | 'no_reaction'
  | 'too_many_emoji'
  | 'too_many_reactions'
  | undefined;

/** A reaction of a person or of the app, and the app's event about it. @see https://docs.slack.dev/reference/methods/reactions.add */
export function addReaction(state: SlackState, message: Message, user: string, name: string): ReactionRefusal {
  if (!/^[a-z0-9_+'-]+(?:::skin-tone-[2-6])?$/.test(name)) return 'invalid_name';
  const reaction = message.reactions.find((one) => one.name === name);
  if (reaction?.users.includes(user)) return 'already_reacted';
  if (reaction === undefined && message.reactions.length >= mostEmoji) return 'too_many_emoji';
  const own = message.reactions.filter(({ users }) => users.includes(user)).length;
  if (own >= mostOfOne) return 'too_many_reactions';
  if (reaction) reaction.users.push(user);
  else message.reactions.push({ name, users: [user] });
  state.changes.emit({ kind: 'reacted', message, user, name, added: true });
  return undefined;
}

/** The same for taking it back. */
export function removeReaction(state: SlackState, message: Message, user: string, name: string): ReactionRefusal {
  const reaction = message.reactions.find((one) => one.name === name);
  if (!reaction?.users.includes(user)) return 'no_reaction';
  reaction.users = reaction.users.filter((one) => one !== user);
  message.reactions = message.reactions.filter(({ users }) => users.length > 0);
  state.changes.emit({ kind: 'reacted', message, user, name, added: false });
  return undefined;
}
