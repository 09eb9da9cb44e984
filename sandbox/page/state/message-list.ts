import type { PageMessage } from '../../page-api.ts';

type Messages = readonly PageMessage[];

/** Adds a message or replaces the one with the same `ts`, keeping the order oldest first. */
export function withMessage(messages: Messages, message: PageMessage): Messages {
  const others = messages.filter((other) => other.ts !== message.ts);
  const after = others.findIndex((other) => later(other.ts, message.ts));
  return after < 0 ? [...others, message] : [...others.slice(0, after), message, ...others.slice(after)];
}

export const withoutMessage = (messages: Messages, ts: string): Messages =>
  messages.filter((message) => message.ts !== ts);

/** Merges the server's list with the messages that arrived while it was loading. */
export function withListed(live: Messages, listed: Messages): Messages {
  const last = listed.at(-1)?.ts ?? '';
  return live.filter((message) => later(message.ts, last)).reduce(withMessage, listed);
}

/** The channel's messages, including thread replies that were also sent to the channel. */
export const channelMessages = (messages: Messages): Messages =>
  messages.filter((message) => !isReply(message) || message.broadcast === true);

/** A thread's first message and its replies. */
export const threadMessages = (messages: Messages, root: string): Messages =>
  messages.filter((message) => message.ts === root || message.thread_ts === root);

export const isReply = (message: PageMessage): boolean =>
  message.thread_ts !== undefined && message.thread_ts !== message.ts;

const later = (left: string, right: string): boolean => Number(left) > Number(right);
