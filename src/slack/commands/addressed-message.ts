import { fields, text } from '../../gate/fields.ts';

/** A message that is addressed to the app. */
export interface AddressedMessage {
  user: string;
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** What it says, as Slack wrote it, without the mention of the app. */
  said: string;
  direct: boolean;
}

/** @returns `undefined` where the app is only spoken of: the mention does not come first */
export function parseMention(event: unknown, botUser: string): AddressedMessage | undefined {
  const message = readWritten(event);
  const [, mentioned, said = ''] = /^\s*<@(\w+)(?:\|[^>]*)?>[\s:,]*(.*)$/su.exec(message?.said ?? '') ?? [];
  return message !== undefined && botUser !== '' && mentioned === botUser ? { ...message, said } : undefined;
}

/** @returns `undefined` for any message but what a person writes to the app alone */
export function parseDirectMessage(event: unknown): AddressedMessage | undefined {
  const message = readWritten(event);
  return message?.direct === true && message.said.trim() !== '' ? message : undefined;
}

/** @returns `undefined` for what a bot wrote, an edit, or any other special kind of message */
function readWritten(given: unknown): AddressedMessage | undefined {
  const event = fields(given);
  const [user, channel, ts] = [text(event.user), text(event.channel), text(event.ts)];
  const isWritten = event.subtype === undefined && event.bot_id === undefined && user !== '' && user !== 'USLACKBOT';
  if (!isWritten || channel === '' || ts === '') return undefined;
  const direct = event.channel_type === 'im';
  return { user, channel, ts, threadTs: text(event.thread_ts) || undefined, said: text(event.text), direct };
}
