import { movedToCardGroup } from '../moved-to-card-group.ts';
import { showIncident } from '../show-incident.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident <arn>`, and `/incident show [<arn>]`. */
export const show: Command = {
  name: 'show',
  usage: '<arn | console link | id>',
  does: 'shows the incident here and keeps its card current',
  async run(call) {
    const { asker, rest, services } = call;
    const { arn } = await targetHere(rest, asker, services, 'nothing');
    if (await movedToCardGroup(call, arn, `show ${arn.arn}`)) return;
    await showIncident(arn, asker, services);
  },
};
