import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { openStartForm } from '../actions/open-start-form.ts';
import { answering } from '../answering.ts';
import type { Services } from '../services.ts';
import { openPickForm } from './open-pick-form.ts';

/** Connects the shortcuts of the manifest to what they do. */
export function listenForShortcuts(bolt: App, services: Services): void {
  bolt.shortcut<GlobalShortcut>('incident_start', async ({ shortcut, context }) => {
    const asker = { user: shortcut.user.id, channel: '' };
    const place = { triggerId: shortcut.trigger_id };
    await answering(services, asker, Number(context.attempt), () => openStartForm({ asker, place }, services));
  });

  bolt.shortcut<MessageShortcut>('incident_add_note', async ({ shortcut, context }) => {
    const { user, channel, response_url: responseUrl, message, trigger_id: triggerId } = shortcut;
    const asker = { user: user.id, channel: channel.id, responseUrl };
    const said = { ts: message.ts, text: message.text ?? '', ...(message.user && { user: message.user }) };
    await answering(services, asker, Number(context.attempt), () =>
      openPickForm({ asker, place: { triggerId }, message: said }, services),
    );
  });
}
