import type { ConsoleTarget } from '../../incidents/read-console-link.ts';
import { namedByEdit, namedInMessage } from './named-in-message.ts';

/** A message that somebody wrote, and what it names that the app answers. */
export interface NamingMessage {
  channel: string;
  ts: string;
  /** The thread that the answer goes to. */
  threadTs: string;
  user: string;
  /** Never empty. */
  named: ConsoleTarget[];
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

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
  const message = edited ? fields(event.message) : event;
  const [user, ts, channel] = [text(message.user), text(message.ts), text(event.channel)];
  const bySomebody = user !== '' && user !== 'USLACKBOT' && message.bot_id === undefined && event.bot_id === undefined;
  if (!bySomebody || !written.has(text(message.subtype)) || ts === '' || channel === '') return undefined;
  const named = edited
    ? namedByEdit(text(message.text), text(fields(event.previous_message).text))
    : namedInMessage(text(message.text));
  if (named.length === 0) return undefined;
  return { channel, ts, threadTs: text(message.thread_ts) || ts, user, named };
}
