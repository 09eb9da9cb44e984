import { type CardMessage, section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** One line for one person: what was done. Untrusted. */
export function lineCard(words: string): CardMessage {
  const line = mrkdwn`${words}`;
  return { text: line.text, blocks: [section(line)] };
}
