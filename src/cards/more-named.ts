import { type CardMessage, context } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** The line for a message that names more than is answered. */
export function moreNamed(count: number): CardMessage {
  const line = mrkdwn`${count} more ${count === 1 ? 'is' : 'are'} named in this message. /incident with an ARN shows it.`;
  return { text: line.text, blocks: [context(line)] };
}
