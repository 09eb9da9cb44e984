import { AppError } from '../errors.ts';
import { type CardMessage, section } from './blocks.ts';
import { cut } from './cut.ts';
import { mrkdwn } from './mrkdwn.ts';

/**
 * A failure in one line for the person who asked. What is no `AppError` is a fault of the app: its words stay in the
 * log, the person gets the reference to find them by.
 */
export function errorCard(error: unknown, reference?: string): CardMessage {
  const where = reference === undefined ? '' : ` Reference ${cut(reference, 40)}.`;
  const message =
    error instanceof AppError
      ? cut(error.message, 1500)
      : `Something is wrong in this app, nothing was changed.${where} Try again, or tell whoever runs it.`;
  const line = mrkdwn`${message}`;
  return { text: line.text, blocks: [section(line)] };
}
