import { parseArn } from '../../incidents/arn.ts';
import { openStartForm } from '../actions/open-start-form.ts';
import type { Command } from './command.ts';

/** `/incident start`, or `/incident start <ARN of a response plan>`: opens the form. */
export const start: Command = {
  name: 'start',
  usage: 'start',
  does: 'starts an incident from a response plan',
  async run({ asker, rest, services, triggerId }) {
    const plan = parseArn(rest);
    const chosen = plan?.kind === 'response-plan' ? { plan: plan.arn } : {};
    await openStartForm({ asker, place: { triggerId }, ...chosen }, services);
  },
};
