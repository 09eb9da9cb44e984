import { callbackIds } from '../action-ids.ts';
import { type CardModal, modal, section } from '../blocks.ts';
import { mrkdwn } from '../mrkdwn.ts';

/** What a sent form becomes: one line that says what was done, or what it still waits for. */
export function doneModal(title: string, line: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`${line}`)]);
}
