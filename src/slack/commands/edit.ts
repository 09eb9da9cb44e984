import { doctorCard } from '../../cards/surfaces/doctor-card.ts';
import { findArns } from '../../incidents/find-arns.ts';
import { openForm, openStartForm } from '../forms/open-form.ts';
import { chartIncident } from '../reports/chart-incident.ts';
import { reportIncident } from '../reports/report-incident.ts';
import { tell } from '../requester/requester.ts';
import { targetForForm, targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

/** `/incident edit <arn>`: opens the form. */
export async function edit({ requester, rest, services, triggerId }: CommandCall): Promise<void> {
  await services.permissions.editor(requester.user);
  const arn = await targetForForm(rest, requester, services, 'nothing');
  await openForm('edit', { arn, requester, place: { triggerId } }, services);
}

/** `/incident engage <arn>`: opens the form that pages somebody. */
export async function engage({ requester, rest, services, triggerId }: CommandCall): Promise<void> {
  await services.permissions.editor(requester.user);
  const arn = await targetForForm(rest, requester, services, 'nothing');
  await openForm('engage', { arn, requester, place: { triggerId } }, services);
}

/** `/incident report <arn>`: the incident as one file, in the thread of its card. */
export async function report({ requester, rest, services, triggerId, atMs }: CommandCall): Promise<void> {
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await reportIncident(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** `/incident chart [<arn>]`: a picture of the alarm's metric, in the thread of its card. */
export async function chart({ requester, rest, services, triggerId, atMs }: CommandCall): Promise<void> {
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await chartIncident(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** `/incident start`, or `/incident start <ARN of a response plan>`: opens the form. */
export async function start({ requester, rest, services, triggerId }: CommandCall): Promise<void> {
  const plan = findArns(rest).find(({ kind }) => kind === 'response-plan');
  const chosen = plan === undefined ? {} : { plan: plan.arn };
  await openStartForm({ requester, place: { triggerId }, ...chosen }, services);
}

/** `/incident doctor`: what `npm run doctor` says, asked by the app as it runs. For editors: it names roles and queues. */
export async function doctor({ requester, services }: CommandCall): Promise<void> {
  await services.permissions.editor(requester.user);
  await tell(services.slack, requester, doctorCard(await services.examine()));
}
