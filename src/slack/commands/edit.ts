import { doctorCard } from '../../cards/surfaces/doctor-card.ts';
import { findArns } from '../../incidents/find-arns.ts';
import { openForm, openStartForm } from '../forms/open-form.ts';
import { reportIncident } from '../reports/report-incident.ts';
import { tell } from '../requester/requester.ts';
import { targetHere } from '../targets/target-here.ts';
import type { Command } from './command.ts';

/** `/incident edit <arn>`: opens the form. */
export const edit: Command = {
  name: 'edit',
  usage: 'edit <arn>',
  does: 'edits its title, impact and summary',
  async run({ requester, rest, services, triggerId }) {
    const arn = async () => (await targetHere(rest, requester, services, 'nothing')).arn;
    await openForm('edit', { arn, requester, place: { triggerId } }, services);
  },
};

/** `/incident engage <arn>`: opens the form that pages somebody. */
export const engage: Command = {
  name: 'engage',
  usage: 'engage <arn>',
  does: 'pages a contact or an escalation plan',
  async run({ requester, rest, services, triggerId }) {
    const arn = async () => (await targetHere(rest, requester, services, 'nothing')).arn;
    await openForm('engage', { arn, requester, place: { triggerId } }, services);
  },
};

/** `/incident report <arn>`: the incident as one file, in the thread of its card. */
export const report: Command = {
  name: 'report',
  usage: 'report <arn>',
  does: 'puts it as one file into the thread of its card',
  async run({ requester, rest, services, triggerId, atMs }) {
    const { arn } = await targetHere(rest, requester, services, 'nothing');
    await reportIncident(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
  },
};

/** `/incident start`, or `/incident start <ARN of a response plan>`: opens the form. */
export const start: Command = {
  name: 'start',
  usage: 'start',
  does: 'starts an incident from a response plan',
  async run({ requester, rest, services, triggerId }) {
    const plan = findArns(rest).find(({ kind }) => kind === 'response-plan');
    const chosen = plan === undefined ? {} : { plan: plan.arn };
    await openStartForm({ requester, place: { triggerId }, ...chosen }, services);
  },
};

/** `/incident doctor`: what `npm run doctor` says, asked by the app as it runs. For editors: it names roles and queues. */
export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  does: 'checks this app’s configuration and says what to fix',
  async run({ requester, services }) {
    await services.permissions.editor(requester.user);
    await tell(services.slack, requester, doctorCard(await services.examine()));
  },
};
