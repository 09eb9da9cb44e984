import { callbackIds } from '../block-kit/action-ids.ts';
import { type CardModal, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';

/** What opens at once on a click, until its content has come from AWS. */
export function loadingModal(title: string, privateMetadata?: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title, ...(privateMetadata !== undefined && { privateMetadata }) }, [
    section(mrkdwn`Asking AWS …`),
  ]);
}

/** What the modal becomes when its content cannot be had: one line for the person who asked. */
export function failedModal(title: string, message: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`${message}`)]);
}

/** What a sent form becomes: one line that says what was done, or what it still waits for. */
export function doneModal(title: string, line: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`${line}`)]);
}
