import { type Fields, fields, text } from '../../gate/fields.ts';

/** A person reacted to a message. */
export interface Reaction {
  user: string;
  /** The emoji's name, without colons and skin tone. */
  name: string;
  channel: string;
  /** Of the message. */
  ts: string;
}

/**
 * Parses a `reaction_added` event.
 * @returns `undefined` for a reaction to anything but a message
 * @see https://docs.slack.dev/reference/events/reaction_added
 */
export function parseReaction(given: unknown): Reaction | undefined {
  const event = fields(given);
  const item = fields(event.item);
  const [user, name, channel, ts] = [text(event.user), text(event.reaction), text(item.channel), text(item.ts)];
  if (event.type !== 'reaction_added' || item.type !== 'message') return undefined;
  if (user === '' || channel === '' || ts === '') return undefined;
  return { user, name: name.split('::')[0] ?? '', channel, ts };
}

/** Whether a payload of Slack's is a reaction that makes no note, so that nothing is to be asked or done about it. */
export function isOtherReaction({ event }: Fields, noteReaction: string | undefined): boolean {
  if (fields(event).type !== 'reaction_added') return false;
  const name = parseReaction(event)?.name;
  return name === undefined || name !== noteReaction;
}
