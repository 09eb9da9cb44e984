import { openForm } from '../actions/open-form.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident engage <arn>`: opens the form that pages somebody. */
export const engage: Command = {
  name: 'engage',
  usage: 'engage <arn>',
  does: 'pages a contact or an escalation plan',
  async run({ asker, rest, services, triggerId }) {
    const arn = async () => (await targetHere(rest, asker, services, 'nothing')).arn;
    await openForm('engage', { arn, asker, place: { triggerId } }, services);
  },
};
