import { privateCard } from '../../cards/surfaces/private-card.ts';
import { onlyYou } from '../../cards/words/only-you.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { cardOptions } from '../channel/draw-card.ts';
import type { Services } from '../services.ts';
import { readWithPeople } from './read-with-people.ts';
import { type Requester, tell } from './requester.ts';

/** What showing an incident to a channel, or else to the requester, takes. */
export type Showing = Pick<
  Services,
  'gate' | 'readSnapshot' | 'readEngagements' | 'slack' | 'now' | 'links' | 'permissions'
>;

/**
 * Whether the requester's channel may show an incident. Where nobody knows who reads along, the requester alone gets the
 * facts instead.
 * @throws AppError `shared_channel`, or what the requester is told when the incident cannot be read
 */
export async function isShownHere(arn: IncidentArn, requester: Requester, services: Showing): Promise<boolean> {
  const shown = await services.gate.shownTo({ incident: arn.arn }, requester.channel);
  if (shown === 'refuse') throw sharedChannel(arn.arn);
  if (shown === 'requester') await tellFacts(arn, requester, services);
  return shown === 'channel';
}

/** Tells the requester alone what is known of an incident, and why nobody else gets it. */
async function tellFacts(arn: IncidentArn, requester: Requester, services: Showing): Promise<void> {
  const { now, links, actions } = cardOptions(services);
  // There is no card to be brought down.
  const offered = new Set([...actions].filter((name) => name !== 'bring'));
  const card = privateCard(await readWithPeople(services, arn), { now, links, actions: offered });
  await tell(services.slack, requester, onlyYou(card));
}
