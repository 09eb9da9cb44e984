import { type CardMessage, section } from './blocks.ts';
import type { Mrkdwn } from './mrkdwn.ts';

/** One line for one person: what was done. */
export function lineCard(line: Mrkdwn): CardMessage {
  return { text: line.text, blocks: [section(line)] };
}
