import { privateCard } from '../../cards/surfaces/private-card.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { respondTo } from '../../web-api/respond.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { isShownHere, type Showing } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { cardOptions, drawCard } from './draw-card.ts';

/**
 * Makes the requester's channel show an incident: the first time its card is posted; after that it is brought up to date and
 * the requester gets the facts, the card's link and a button that brings it down. Where nobody knows who reads along, the
 * requester alone gets the facts.
 * @throws AppError what the requester is told
 */
export async function showIncident(
  arn: IncidentArn,
  requester: Requester,
  services: Showing & Pick<Services, 'cards' | 'unfurls' | 'writer' | 'log'>,
): Promise<void> {
  const { channel, responseUrl } = requester;
  if (!(await isShownHere(arn, requester, services))) return;
  const snapshot = await readWithPeople(services, arn);
  const shown = await services.cards.show(channel, snapshot);
  if (shown.how === 'shared') throw sharedChannel(arn.arn);
  // An answer in a thread links to the card from now on.
  if (shown.how === 'posted') return services.unfurls.sync(channel, arn.arn, snapshot);
  if (shown.how === 'updated') {
    const cardUrl = await services.writer.link(channel, shown.ts);
    await tell(
      services.slack,
      requester,
      privateCard(snapshot, { ...cardOptions(services), ...(cardUrl && { cardUrl }) }),
    );
    return;
  }
  if (responseUrl === undefined)
    throw new AppError('slack_refused', 'Slack does not let me post here. Invite me with /invite, then try again.');
  // Slack lets the answer to a command into any channel, member or not.
  await respondTo(responseUrl, { ...drawCard(snapshot, services), response_type: 'in_channel' });
}
