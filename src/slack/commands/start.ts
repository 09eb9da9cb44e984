import { findArns } from '../../incidents/find-arns.ts';
import { openStartForm } from '../actions/open-start-form.ts';
import type { Command } from './command.ts';

/** `/incident start`, or `/incident start <ARN of a response plan>`: opens the form. */
export const start: Command = {
  name: 'start',
  usage: 'start',
  does: 'starts an incident from a response plan',
  async run({ asker, rest, services, triggerId }) {
    const plan = findArns(rest).find(({ kind }) => kind === 'response-plan');
    const chosen = plan === undefined ? {} : { plan: plan.arn };
    await openStartForm({ asker, place: { triggerId }, ...chosen }, services);
  },
};
