import { reportIncident } from '../report/report-incident.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident report <arn>`: the incident as one file, in the thread of its card. */
export const report: Command = {
  name: 'report',
  usage: 'report <arn>',
  does: 'puts it as one file into the thread of its card',
  async run({ asker, rest, services, triggerId, atMs }) {
    const { arn } = await targetHere(rest, asker, services, 'nothing');
    await reportIncident(services, { asker, atMs, key: `trigger:${triggerId}` }, arn);
  },
};
