import { callbackIds } from '../block-kit/action-ids.ts';
import { type CardModal, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';

/** Opens at once on a click, until the content has been read from AWS. */
export function loadingModal(title: string, privateMetadata?: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title, ...(privateMetadata !== undefined && { privateMetadata }) }, [
    section(mrkdwn`Asking AWS …`),
  ]);
}

/** Replaces a modal whose content could not be read, with one line for the requester. */
export function failedModal(title: string, message: string): CardModal {
  return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`${message}`)]);
}
