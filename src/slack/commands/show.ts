import { readTarget } from '../incident-target.ts';
import { resolveTarget } from '../resolve-target.ts';
import { showIncident } from '../show-incident.ts';
import type { Command } from './command.ts';

/** `/incident <arn>`, and `/incident show <arn>`. */
export const show: Command = {
  name: 'show',
  usage: '<arn | console link | id>',
  does: 'shows the incident here and keeps its card current',
  async run({ asker, rest, services }) {
    await showIncident(await resolveTarget(readTarget(rest), services.incidents), asker, services);
  },
};
