import { movedToCardGroup } from '../moved-to-card-group.ts';
import { readCadence } from '../read-cadence.ts';
import { targetHere } from '../target-here.ts';
import { watchHere } from '../watch-here.ts';
import type { Command } from './command.ts';

/** `/incident watch [<arn>] [every 30m]`. */
export const watch: Command = {
  name: 'watch',
  usage: 'watch <arn> [every 30m]',
  does: 'follows it in this channel: card, pin, status posts',
  async run(call) {
    const { asker, services } = call;
    const { cadenceMs, rest } = readCadence(call.rest);
    const { arn } = await targetHere(rest, asker, services, 'nothing');
    const every = cadenceMs === undefined ? '' : ` every ${cadenceMs / 1000}s`;
    if (await movedToCardGroup(call, arn, `watch ${arn.arn}${every}`)) return;
    await watchHere(arn, asker, services, cadenceMs);
  },
};
