import { callbackIds } from '../action-ids.ts';
import { type CardModal, modal, section } from '../blocks.ts';
import { mrkdwn } from '../mrkdwn.ts';

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
