import { lineCard } from '../../cards/surfaces/line-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { durationText } from '../../incidents/duration.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { stateOf } from '../../incidents/state.ts';
import type { Watch } from '../../incidents/watch.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { readWithPeople } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';

/** The services that watching an incident in a channel takes. */
export type WatchingHere = Pick<
  Services,
  'readSnapshot' | 'readEngagements' | 'gate' | 'watchKeeper' | 'cards' | 'unfurls' | 'slack' | 'now'
>;
/** The services that ending that takes. */
export type UnwatchingHere = Pick<Services, 'gate' | 'watchKeeper' | 'cards' | 'cardStore' | 'slack'>;

/**
 * Makes the requester's channel watch an incident: with its card, pinned and bookmarked if the app may, and status updates.
 * In a channel that is, or may be, shared with another organisation, this also allows the incident to be shown there.
 * @param cadenceMs milliseconds between status updates; default: by the incident's impact
 * @throws AppError whose message the requester gets
 */
export async function watchHere(
  arn: IncidentArn,
  requester: Requester,
  services: WatchingHere,
  cadenceMs?: number,
): Promise<void> {
  const { channel, user } = requester;
  const [snapshot, sharing] = await Promise.all([readWithPeople(services, arn), services.gate.sharing(channel)]);
  const title = truncate(titleOf(snapshot.record), 150);
  if (stateOf(snapshot.record) === 'resolved') {
    throw new AppError('invalid_request', `${title} is resolved, so there is nothing to watch.`);
  }
  if (sharing !== 'not shared' && !(await services.gate.isMember(user))) {
    throw new AppError(
      'shared_channel',
      "People of another organisation may read this channel, so only members of this app's own organisation can do that, not guests.",
    );
  }
  const request = { channel, by: user, ...(cadenceMs !== undefined && { cadenceMs }) };
  const watch = await services.watchKeeper.begin(snapshot, request);
  const shown = await services.cards.show(channel, snapshot);
  if (shown.how === 'refused') throw closedChannel(shown.code);
  await services.unfurls.sync(channel, arn.arn, snapshot);
  await tell(
    services.slack,
    requester,
    lineCard(`Watching here: ${title}. ${postsWords(watch, services.now())}${readers[sharing]}`),
  );
}

/** Who else sees the incident from now on. */
const readers = {
  'not shared': '',
  shared: ' People of the other organisation in this channel can see it from now on.',
  unknown: " I can't tell who else reads this channel: everyone in it can see the incident from now on.",
} as const;

function postsWords({ nextPostMs, cadenceMs }: Watch, now: number): string {
  if (nextPostMs === undefined) return 'Its card stays current; an incident of this impact gets no status updates.';
  const every = cadenceMs === undefined ? 'as its impact requires' : `every ${spanText(cadenceMs)}`;
  return `Status updates come ${every}, the next one in ${spanText(nextPostMs - now)}.`;
}

/** A duration; under a minute in seconds. */
const spanText = (ms: number) => (ms < 60_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : durationText(ms));

function closedChannel(code: string): AppError {
  const text =
    code === 'is_archived'
      ? 'This channel is archived, so there is nothing to watch from here.'
      : 'Slack does not let me post in this channel. Invite me with /invite, then try again.';
  return new AppError('slack_refused', text);
}

/**
 * Ends the watch of the requester's channel. The card stays current, except in a channel that is, or may be, shared with
 * another organisation: there it no longer shows the incident.
 * @throws AppError whose message the requester gets
 */
export async function unwatchHere(arn: IncidentArn, requester: Requester, services: UnwatchingHere): Promise<void> {
  const { cards, cardStore, gate, watchKeeper } = services;
  const { channel } = requester;
  if (!(await watchKeeper.markEnding(arn.arn, channel))) {
    throw new AppError(
      'not_understood',
      'This channel does not watch that incident. /incident watching lists those that it does.',
    );
  }
  const card = (await cardStore.get(arn.arn, channel))?.card;
  const known = card?.reading === undefined ? 'The incident' : truncate(titleOf(card.reading.record), 150);
  const stays = await gate.mayPost({ incident: arn.arn }, channel);
  if (!stays)
    await cards.end(channel, arn.arn, 'unwatched', () => lineCard('This channel no longer watches the incident.'));
  // Its button now offers to watch again.
  else if (card?.reading !== undefined && card.ended === undefined) await cards.show(channel, card.reading);
  await watchKeeper.end(arn.arn, channel);
  const rest = stays ? 'Its card stays current.' : 'Its card no longer shows it.';
  await tell(services.slack, requester, lineCard(`${known} is no longer watched here. ${rest}`));
}
