import { timelineCard, timelineCardLength } from '../../cards/timeline-card.ts';
import { tell } from '../asker.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident timeline [<arn>]`: the newest events, for the asker alone. */
export const timeline: Command = {
  name: 'timeline',
  usage: 'timeline [<arn>]',
  does: 'shows you the newest events of its timeline',
  async run({ asker, rest, services }) {
    const { arn } = await targetHere(rest, asker, services, 'nothing');
    const [record, page] = await Promise.all([
      services.incidents.getIncident(arn),
      services.readTimeline(arn, timelineCardLength),
    ]);
    await tell(services.slack, asker, timelineCard(record, page.events, page.next !== undefined));
  },
};
