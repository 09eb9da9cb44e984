import { privateCard } from '../../cards/answers/private-card.ts';
import { errorCard } from '../../cards/surfaces/line-card.ts';
import { onlyYou } from '../../cards/words/only-you.ts';
import { within } from '../../deadline.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { cardOptions } from '../channel/draw-card.ts';
import type { Services } from '../services.ts';
import { type Requester, tell } from './requester.ts';

/** The most time that a requester waits for the engagements, in milliseconds: AWS allows few such requests. */
const engagementTimeoutMs = 2000;
/** The same for the notes, which AWS is asked for one by one. */
const notesTimeoutMs = 2000;
/** How much of the former may pass before the first request, in milliseconds: when many incidents are read, a card comes without. */
const lineMs = 500;

/** Reads the snapshot for a card, with the engagements unless AWS's quota delays them. */
export async function readWithPeople(
  { readSnapshot, readEngagements }: Pick<Services, 'readSnapshot' | 'readEngagements'>,
  arn: IncidentArn,
): Promise<IncidentSnapshot> {
  const [snapshot, read] = await Promise.all([
    readSnapshot(arn),
    readEngagements(arn, engagementTimeoutMs, { lineMs }).catch(() => undefined),
  ]);
  return { ...snapshot, ...(read && { engagements: read.engagements }) };
}

/** The same for a Work Object, with the notes of the timeline: Slack offers its comments where they were read. */
export async function readWithNotes(
  services: Pick<Services, 'readSnapshot' | 'readEngagements' | 'readNotes' | 'shownVersions'>,
  arn: IncidentArn,
): Promise<IncidentSnapshot> {
  const readNotes = within(
    notesTimeoutMs,
    services.readNotes(arn).catch(() => undefined),
  );
  const [snapshot, notes] = await Promise.all([readWithPeople(services, arn), readNotes]);
  return services.shownVersions.grown({ ...snapshot, ...(notes && { notes }) });
}

/** The services that showing an incident to a channel, or to the requester alone, takes. */
export type Showing = Pick<
  Services,
  'gate' | 'readSnapshot' | 'readEngagements' | 'slack' | 'now' | 'links' | 'permissions'
>;

/**
 * Whether the requester's channel may show an incident. Where Slack does not say who reads the channel, the requester
 * gets the facts privately.
 * @throws AppError `shared_channel`, or the error of reading the incident
 */
export async function isShownHere(arn: IncidentArn, requester: Requester, services: Showing): Promise<boolean> {
  const shown = await services.gate.shownTo({ incident: arn.arn }, requester.channel);
  if (shown === 'refuse') throw sharedChannel(arn.arn);
  if (shown === 'requester') await tellFacts(arn, requester, services);
  return shown === 'channel';
}

/** Shows the requester the incident privately, and says why. */
async function tellFacts(arn: IncidentArn, requester: Requester, services: Showing): Promise<void> {
  const { now, links, actions } = cardOptions(services);
  // The channel has no card that could be moved to the bottom.
  const offered = new Set([...actions].filter((name) => name !== 'bring'));
  const card = privateCard(await readWithPeople(services, arn), { now, links, actions: offered });
  await tell(services.slack, requester, onlyYou(card));
}

/** Explains to the author of a message why it is not answered in a shared channel. At most once a month: they did not ask. */
export async function tellShared(
  { user, channel }: { user: string; channel: string },
  arn: string,
  { notifyOnce }: Pick<Services, 'notifyOnce'>,
): Promise<void> {
  await notifyOnce({ user, channel }, 'shared', errorCard(sharedChannel(arn)));
}
