import { type CardMessage, richText, section } from './blocks.ts';
import { cut } from './cut.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Below what a message's blocks may hold. */
const longest = 8000;

/** Gives somebody their text back whose form is closed by now: why, and all they typed. */
export function textBackCard(why: string, typed: string): CardMessage {
  const line = mrkdwn`${cut(why, 1500)} This is what you typed:`;
  return {
    text: line.text,
    blocks: [
      section(line),
      richText([{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: cut(typed, longest) }] }]),
    ],
  };
}
