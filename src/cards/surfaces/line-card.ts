import { AppError } from '../../errors.ts';
import { type CardMessage, richText, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

/** One line for one person: what was done. Untrusted. */
export function lineCard(words: string): CardMessage {
  const line = mrkdwn`${words}`;
  return { text: line.text, blocks: [section(line)] };
}

/**
 * A failure in one line for the person who asked. What is no `AppError` is a fault of the app: its words stay in the
 * log, the person gets the reference to find them by.
 */
export function errorCard(error: unknown, reference?: string): CardMessage {
  const where = reference === undefined ? '' : ` Reference ${truncate(reference, 40)}.`;
  const message =
    error instanceof AppError
      ? truncate(error.message, 1500)
      : `Something is wrong in this app, nothing was changed.${where} Try again, or tell whoever runs it.`;
  const line = mrkdwn`${message}`;
  return { text: line.text, blocks: [section(line)] };
}

/** Below what a message's blocks may hold. */
const longest = 8000;

/** Gives somebody their text back whose form is closed by now: why, and all they typed. */
export function textBackCard(why: string, typed: string): CardMessage {
  const line = mrkdwn`${truncate(why, 1500)} This is what you typed:`;
  return {
    text: line.text,
    blocks: [
      section(line),
      richText([{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: truncate(typed, longest) }] }]),
    ],
  };
}
