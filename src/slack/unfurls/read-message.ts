import { fields, text } from '../../gate/fields.ts';
import type { ConsoleTarget } from '../../incidents/read-console-link.ts';
import { parseWritten } from '../requester/written-message.ts';
import { namedByEdit, namedInMessage } from './named-in-message.ts';

/** A message that a person wrote, and what it names that the app answers. */
export interface NamingMessage {
  channel: string;
  ts: string;
  /** The thread that the answer goes to. */
  threadTs: string;
  user: string;
  /** Never empty. */
  named: ConsoleTarget[];
}

/** Subtypes of what people write. */
const written = new Set(['', 'thread_broadcast', 'file_share', 'me_message']);

/**
 * Reads a `message` event. What bots (this app too) and Slack itself write, hidden events, and edits that add nothing
 * (an unfurl is one) are left alone.
 * @returns `undefined` where there is nothing to answer
 * @see https://docs.slack.dev/reference/events/message
 */
export function parseMessage(given: unknown): NamingMessage | undefined {
  const event = fields(given);
  const edited = event.subtype === 'message_changed';
  if (event.hidden === true && !edited) return undefined;
  const message = parseWritten(event, edited ? fields(event.message) : event);
  if (message === undefined || !written.has(message.subtype)) return undefined;
  const named = edited
    ? namedByEdit(message.text, text(fields(event.previous_message).text))
    : namedInMessage(message.text);
  if (named.length === 0) return undefined;
  const { channel, ts, threadTs = ts, user } = message;
  return { channel, ts, threadTs, user, named };
}
