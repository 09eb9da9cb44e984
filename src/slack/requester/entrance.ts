import type { App } from '@slack/bolt';
import { errorCard } from '../../cards/surfaces/line-card.ts';
import { type Fields, fields, text } from '../../gate/fields.ts';
import type { Entry } from '../../gate/gate.ts';
import { fromOutside } from '../../gate/refusals.ts';
import { giveFormBack } from '../forms/answer-form.ts';
import { formOf } from '../forms/submission.ts';
import type { Services } from '../services.ts';
import { present } from '../unfurls/present-details.ts';
import { readEntry, sharingOf } from './read-entry.ts';
import { requesterOf, tell } from './requester.ts';

/**
 * Puts the gate in front of every listener, whatever it listens for and whenever it is added: nobody of another
 * organisation gets past it.
 */
export function guardEntrance(
  bolt: App,
  services: Pick<Services, 'slack' | 'gate' | 'channels' | 'now' | 'log'>,
): void {
  bolt.use(async ({ body, next }) => {
    const payload = fields(body);
    const sharing = sharingOf(payload);
    if (sharing !== undefined) services.channels.onSharingEvent(sharing.channel, sharing.isShared);
    const entry = readEntry(payload);
    const answer = entry === undefined ? 'admit' : await services.gate.admit(entry);
    if (entry === undefined || answer === 'admit') return next();
    services.log.info('request from another organisation refused', { user: entry.user, channel: entry.channel });
    if (answer === 'refuse') await refuse(payload, entry, services);
  });
}

/** Says why, where the person looks: in the form, in the details pane, else to them alone. */
async function refuse(body: Fields, entry: Entry, services: Pick<Services, 'slack' | 'now' | 'log'>): Promise<void> {
  const { message } = fromOutside();
  const form = formOf(body, services.now());
  if (form !== undefined) return giveFormBack(services, { ...form, metadata: undefined }, message);
  const event = fields(body.event);
  if (event.type === 'entity_details_requested') {
    const error = { status: 'custom', custom_title: 'The app may not show this', custom_message: message } as const;
    return present(services, { trigger_id: text(event.trigger_id), error });
  }
  const requester = requesterOf(body) ?? { user: entry.user, channel: entry.channel };
  await tell(services.slack, requester, errorCard(fromOutside()));
}
