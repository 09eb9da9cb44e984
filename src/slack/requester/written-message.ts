import { type Fields, text } from '../../gate/fields.ts';

/** A message that a person wrote, as `message` and `app_mention` events carry it. */
export interface WrittenMessage {
  user: string;
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** As Slack wrote it: escaped, with marks for links and mentions. */
  text: string;
  /** `''` for a plain message. */
  subtype: string;
}

/**
 * Reads who wrote which message.
 * @param event the event, which names the channel
 * @param message the message in it; of an edit, the new one
 * @returns `undefined` for what bots (this app too) and Slack itself write
 * @see https://docs.slack.dev/reference/events/message
 */
export function parseWritten(event: Fields, message: Fields = event): WrittenMessage | undefined {
  const [user, ts, channel] = [text(message.user), text(message.ts), text(event.channel)];
  const isBots = message.bot_id !== undefined || event.bot_id !== undefined || user === 'USLACKBOT';
  if (isBots || user === '' || ts === '' || channel === '') return undefined;
  const threadTs = text(message.thread_ts) || undefined;
  return { user, channel, ts, threadTs, text: text(message.text), subtype: text(message.subtype) };
}
