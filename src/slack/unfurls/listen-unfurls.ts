import type { App, ViewSubmitAction } from '@slack/bolt';
import type { EditSaving } from '../forms/edit.ts';
import { parseLinks, parseMessage } from '../message-events.ts';
import { answerMessage, type MessageAnswering } from './answer-message.ts';
import { type PaneServices, presentDetails, saveDetails } from './details-pane.ts';
import { type Unfurling, unfurlLinks } from './unfurl-links.ts';

/** Registers the listeners for pasted ARNs and links, and for the details pane of a Work Object. */
export function listenForUnfurls(bolt: App, services: MessageAnswering & Unfurling & PaneServices & EditSaving): void {
  bolt.event('message', async ({ event }) => {
    const message = parseMessage(event);
    if (message !== undefined) await answerMessage(message, services);
  });

  bolt.event('link_shared', async ({ event, body }) => {
    const { channel, message_ts: ts, unfurl_id, source, user } = event;
    const links = parseLinks(event.links);
    if (links.length === 0) return;
    const composer = source === 'composer' || channel === 'COMPOSER';
    const byId = unfurl_id !== undefined && (source === 'composer' || source === 'conversations_history');
    await unfurlLinks(
      {
        links,
        user,
        ...(!composer && { channel }),
        target: byId ? { unfurl_id, source } : { channel, ts },
        external: body.is_ext_shared_channel === true,
        refresh: 'is_unfurl_refresh' in event && event.is_unfurl_refresh === true,
        member: event.is_bot_user_member,
      },
      services,
    );
  });

  bolt.event('entity_details_requested', async ({ event }) => {
    const { external_ref, entity_url, link, channel, user } = event;
    await presentDetails(
      {
        user,
        triggerId: event.trigger_id,
        ...(external_ref && { externalId: external_ref.id }),
        url: entity_url || link.url,
        ...(channel && { channel }),
      },
      services,
    );
  });

  // An edit in the details pane has no callback id: only the type of its view identifies it.
  bolt.view<ViewSubmitAction>({ type: 'view_submission' }, async ({ body, context }) => {
    const kind: string = body.view.type;
    if (kind !== 'entity_detail') return;
    await saveDetails(body, Number(context.receivedAtMs), Number(context.attempt), services);
  });
}
