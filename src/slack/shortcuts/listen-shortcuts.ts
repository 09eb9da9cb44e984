import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { pickForm } from '../../cards/modals/pick-form.ts';
import { writeMetadata } from '../forms/form-metadata.ts';
import { openStartForm } from '../forms/open-form.ts';
import { type ModalPlace, type Modals, withModal } from '../forms/with-modal.ts';
import { withErrorReply } from '../requester/answering.ts';
import type { Services } from '../services.ts';
import { incidentChoices } from './incident-choices.ts';
import { quoteMessage } from './quote-message.ts';

/** Connects the shortcuts of the manifest to what they do. */
export function listenForShortcuts(bolt: App, services: Services): void {
  bolt.shortcut<GlobalShortcut>('incident_start', async ({ shortcut, context }) => {
    const requester = { user: shortcut.user.id, channel: '' };
    const place = { triggerId: shortcut.trigger_id };
    await withErrorReply(services, requester, Number(context.attempt), () =>
      openStartForm({ requester, place }, services),
    );
  });

  bolt.shortcut<MessageShortcut>('incident_add_note', async ({ shortcut, context }) => {
    const { user, channel, response_url: responseUrl, message, trigger_id: triggerId } = shortcut;
    const requester = { user: user.id, channel: channel.id, responseUrl };
    const said = { ts: message.ts, text: message.text ?? '', ...(message.user && { user: message.user }) };
    await withErrorReply(services, requester, Number(context.attempt), () =>
      openPickForm({ requester, place: { triggerId }, message: said }, services),
    );
  });
}

export interface PickWish {
  requester: { user: string; channel: string };
  place: ModalPlace;
  message: { ts: string; text: string; user?: string };
}

/**
 * Opens the form that turns a message into a note, for those who may: which incident, and the words.
 * @throws AppError `may_not_write`, or a fault of Slack's
 */
export async function openPickForm(
  { requester, place, message }: PickWish,
  services: Modals & Pick<Services, 'incidents' | 'cardStore' | 'writer' | 'permissions'>,
): Promise<void> {
  const { channel } = requester;
  await services.permissions.editor(requester.user);
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
