import { openForm } from '../actions/open-form.ts';
import { targetHere } from '../target-here.ts';
import type { Command } from './command.ts';

/** `/incident edit <arn>`: opens the form. */
export const edit: Command = {
  name: 'edit',
  usage: 'edit <arn>',
  does: 'edits its title, impact and summary',
  async run({ asker, rest, services, triggerId }) {
    const arn = async () => (await targetHere(rest, asker, services, 'nothing')).arn;
    await openForm('edit', { arn, asker, place: { triggerId } }, services);
  },
};
