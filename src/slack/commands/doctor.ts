import { doctorCard } from '../../cards/doctor-card.ts';
import { tell } from '../asker.ts';
import type { Command } from './command.ts';

/** `/incident doctor`: what `npm run doctor` says, asked by the app as it runs. For editors: it names roles and queues. */
export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  does: 'checks this app’s configuration and says what to fix',
  async run({ asker, services }) {
    await services.permissions.editor(asker.user);
    await tell(services.slack, asker, doctorCard(await services.examine()));
  },
};
