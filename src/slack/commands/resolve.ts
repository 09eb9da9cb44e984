import { stateOf } from '../../incidents/state.ts';
import { alreadyCard, changeStatus, confirmStatus } from '../actions/change-status.ts';
import { authorizedInteractionOf } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import { targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

/** `/incident resolve <arn>`: asks first, by a button that only the requester sees. */
export async function resolve({ requester, rest, services }: CommandCall): Promise<void> {
  await services.permissions.editor(requester.user);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  const record = await services.incidents.getIncident(arn);
  const resolved = stateOf(record) === 'resolved';
  const answer = resolved ? alreadyCard(record, 'resolved') : confirmStatus(record, 'resolve', [], services.now());
  await tell(services.slack, requester, answer);
}

/** `/incident reopen <arn>`. */
export async function reopen(call: CommandCall): Promise<void> {
  const { requester, services } = call;
  const doing = await authorizedInteractionOf(call);
  const { arn } = await targetHere(call.rest, requester, services, 'nothing');
  // Nobody saw a card here: whatever it is now is what is meant.
  const seenMs = Number.POSITIVE_INFINITY;
  await tell(services.slack, requester, await changeStatus(services, doing, 'reopen', arn, seenMs));
}
