import { AppError } from '../../errors.ts';
import { type CardMessage, richText, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

/** A message of one line. Untrusted. */
export function lineCard(words: string): CardMessage {
  const line = mrkdwn`${words}`;
  return { text: line.text, blocks: [section(line)] };
}

/**
 * A failure in one line for the requester. Any error other than AppError is a bug: its message is only logged, and the
 * requester gets the reference of the log line.
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

/** Below Slack's limit for the blocks of a message. */
const longest = 8000;

/** Returns the input of a form that is already closed to its requester, with the reason. */
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
