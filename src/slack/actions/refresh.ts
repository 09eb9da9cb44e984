import { sharedChannel } from '../../gate/refusals.ts';
import { respondTo } from '../../web-api/respond.ts';
import { drawCard } from '../channel/draw-card.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { isShownHere, type Showing } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import type { Click } from './click.ts';

/** Reads the incident again and redraws the card, or the answer in a thread, that was clicked. */
export async function refresh(
  { arn, requester, messageTs, inThread }: Click,
  services: Showing & Pick<Services, 'cards' | 'unfurls' | 'log'>,
): Promise<void> {
  const { channel, responseUrl } = requester;
  if (!(await isShownHere(arn, requester, services))) return;
  const snapshot = await readWithPeople(services, arn);
  if (inThread && messageTs !== undefined) return services.unfurls.redraw(channel, messageTs, snapshot);
  // The card may be older than what the app remembers (a new store): it is not posted a second time.
  if (messageTs !== undefined) await services.cards.adopt(channel, arn.arn, messageTs);
  const shown = await services.cards.show(channel, snapshot);
  if (shown.how === 'shared') throw sharedChannel(arn.arn);
  // A card that came by a command's own address can only be changed by the click's.
  if (shown.how === 'refused' && responseUrl !== undefined) {
    await respondTo(responseUrl, { ...drawCard(snapshot, services), replace_original: true });
  }
}
