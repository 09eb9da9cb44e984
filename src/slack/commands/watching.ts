import type { ListedIncident } from '../../cards/incident-line.ts';
import { incidentList } from '../../cards/incident-list.ts';
import type { Watch } from '../../watches/watch.ts';
import { expectedPostMs } from '../../watches/with-watches.ts';
import { tell } from '../asker.ts';
import { cardOptions } from '../draw-card.ts';
import type { Services } from '../services.ts';
import type { Command } from './command.ts';

/** `/incident watching`: what this channel watches, for the asker alone. */
export const watching: Command = {
  name: 'watching',
  usage: 'watching',
  does: 'lists what this channel watches, and when its next status posts come',
  async run({ asker, services }) {
    const watches = asker.channel === '' ? [] : await services.watches.inChannel(asker.channel);
    const listed = await Promise.all(watches.map(({ watch }) => listedIncident(watch, services)));
    const incidents = listed.filter((incident) => incident !== undefined);
    const { now, actions } = cardOptions(services);
    await tell(services.slack, asker, incidentList(incidents, { now, actions, heading: 'Watched in this channel' }));
  },
};

/** @returns `undefined` where the card was never drawn: the watch is just beginning */
async function listedIncident(watch: Watch, services: Services): Promise<ListedIncident | undefined> {
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
