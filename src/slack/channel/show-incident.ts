import { privateCard } from '../../cards/answers/private-card.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { respondTo } from '../../web-api/respond.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { isShownHere, readWithPeople, type Showing } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { cardOptions, drawAnswer } from './draw-card.ts';

/** The services that showing an incident in a channel takes. */
export type ShowingIncident = Showing & Pick<Services, 'cards' | 'unfurls' | 'writer' | 'log'>;

/**
 * Shows an incident in the requester's channel. The first time, its card is posted; later the card is updated, and the
 * requester privately gets the facts, a link to the card and a button that moves it to the bottom of the channel. If Slack
 * does not say who reads the channel, only the requester gets the facts.
 * @throws AppError whose message the requester gets
 */
export async function showIncident(arn: IncidentArn, requester: Requester, services: ShowingIncident): Promise<void> {
  const { channel, responseUrl } = requester;
  if (!(await isShownHere(arn, requester, services))) return;
  const snapshot = await readWithPeople(services, arn);
  const shown = await services.cards.show(channel, snapshot);
  if (shown.how === 'shared') throw sharedChannel(arn.arn);
  // Answers in threads now link to the card.
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
  // A command's `response_url` works in any channel, even if the app is not a member.
  await respondTo(responseUrl, { ...drawAnswer(snapshot, services), response_type: 'in_channel' });
}
