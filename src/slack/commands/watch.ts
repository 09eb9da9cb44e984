import { incidentList } from '../../cards/surfaces/incident-list.ts';
import type { ListedIncident } from '../../cards/words/incident-line.ts';
import type { Watch } from '../../incidents/watch.ts';
import { expectedPostMs } from '../../watches/with-watches.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { unwatchHere, watchHere } from '../channel/watch-here.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { movedToCardGroup } from '../targets/moved-to-card-group.ts';
import { targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';
import { parseCadence } from './read-cadence.ts';

/** `/incident watch [<arn>] [every 30m]`. */
export async function watch(call: CommandCall): Promise<void> {
  const { requester, services } = call;
  const { cadenceMs, rest } = parseCadence(call.rest);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  const every = cadenceMs === undefined ? '' : ` every ${cadenceMs / 1000}s`;
  if (await movedToCardGroup(call, arn, `watch ${arn.arn}${every}`)) return;
  await watchHere(arn, requester, services, cadenceMs);
}

/** `/incident unwatch [<arn>]`. */
export async function unwatch(call: CommandCall): Promise<void> {
  const { requester, rest, services } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  if (await movedToCardGroup(call, arn, `unwatch ${arn.arn}`)) return;
  await unwatchHere(arn, requester, services);
}

/** `/incident watching`: what this channel watches, for the requester alone. */
export async function watching({ requester, services }: CommandCall): Promise<void> {
  const watches = requester.channel === '' ? [] : await services.watches.inChannel(requester.channel);
  const listed = await Promise.all(watches.map(({ watch }) => listedIncident(watch, services)));
  const incidents = listed.filter((incident) => incident !== undefined);
  const { now, actions } = cardOptions(services);
  await tell(services.slack, requester, incidentList(incidents, { now, actions, heading: 'Watched in this channel' }));
}

/** @returns `undefined` where the card was never drawn: the watch is just beginning */
async function listedIncident(
  watch: Watch,
  services: Pick<Services, 'cardStore' | 'writer'>,
): Promise<ListedIncident | undefined> {
  const { arn, channel } = watch;
  const nextPostAtMs = expectedPostMs(watch);
  const card = (await services.cardStore.get(arn, channel))?.card;
  if (card?.reading === undefined || card.ts === undefined) return undefined;
  const cardUrl = await services.writer.link(channel, card.ts);
  return {
    ...card.reading.record,
    watched: true,
    ...(nextPostAtMs !== undefined && { nextPostAtMs }),
    ...(cardUrl !== undefined && { cardUrl }),
  };
}
