import { movedToCardGroup } from '../moved-to-card-group.ts';
import { targetHere } from '../target-here.ts';
import { unwatchHere } from '../unwatch-here.ts';
import type { Command } from './command.ts';

/** `/incident unwatch [<arn>]`. */
export const unwatch: Command = {
  name: 'unwatch',
  usage: 'unwatch [<arn>]',
  does: 'ends that; the card stays',
  async run(call) {
    const { asker, rest, services } = call;
    const { arn } = await targetHere(rest, asker, services, 'nothing');
    if (await movedToCardGroup(call, arn, `unwatch ${arn.arn}`)) return;
    await unwatchHere(arn, asker, services);
  },
};
