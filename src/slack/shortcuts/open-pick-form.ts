import { pickForm } from '../../cards/modals/pick-form.ts';
import type { Services } from '../services.ts';
import { writeMetadata } from '../submissions/form-metadata.ts';
import { type ModalPlace, withModal } from '../with-modal.ts';
import { incidentChoices } from './incident-choices.ts';
import { quoteMessage } from './quote-message.ts';

export interface PickWish {
  asker: { user: string; channel: string };
  place: ModalPlace;
  message: { ts: string; text: string; user?: string };
}

/**
 * Opens the form that turns a message into a note, for those who may: which incident, and the words.
 * @throws AppError `may_not_write`, or a fault of Slack's
 */
export async function openPickForm({ asker, place, message }: PickWish, services: Services): Promise<void> {
  const { channel } = asker;
  await services.permissions.editor(asker.user);
  await withModal(services, place, 'Add to timeline', async () => {
    const permalink = await services.writer.link(channel, message.ts);
    const [incidents, note] = await Promise.all([
      incidentChoices(channel, services),
      quoteMessage(services, message, channel, permalink),
    ]);
    const privateMetadata = writeMetadata({ channel, ...(permalink !== undefined && { permalink }) });
    return pickForm(incidents, { note, privateMetadata });
  });
}
