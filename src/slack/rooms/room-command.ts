import { roomAnswer } from '../../cards/surfaces/room-messages.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { stateOf } from '../../incidents/state.ts';
import { roomGroup } from '../../rooms/room-jobs.ts';
import type { Click } from '../actions/click.ts';
import { type CommandCall, commandPayload, moveToGroup } from '../commands/command.ts';
import { tell } from '../requester/requester.ts';
import { readWithPeople } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';

/** `/incident room [<arn>]`: makes the incident's room, or invites the requester to it. */
export async function room(
  call: CommandCall<Targeting & Pick<Services, 'slack' | 'permissions' | 'queue' | 'readSnapshot' | 'readEngagements'>>,
): Promise<void> {
  const { requester, rest, services } = call;
  const { rooms, slack } = services;
  await services.permissions.editor(requester.user);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  if (await moveToGroup(call, roomGroup(arn.arn), `room ${arn.arn}`)) return;
  const snapshot = await readWithPeople(services, arn);
  const title = truncate(titleOf(snapshot.record), 150);
  if (snapshot.room === undefined && stateOf(snapshot.record) === 'resolved') {
    throw new AppError('invalid_request', `${title} is resolved, so no room is made for it. Reopen it first.`);
  }
  const { room, isNew } = await rooms.open(snapshot, { by: requester.user });
  const invitations = Object.values(room.people);
  const notInvited = invitations.filter((result) => result !== 'invited').length;
  await tell(slack, requester, roomAnswer({ title, channel: room.channel ?? '', isNew, notInvited }));
}

/** A click on *Room* does the same as the command, in the order of the room's other work. */
export async function roomClick(
  { arn, requester, place, atMs }: Click,
  services: Pick<Services, 'permissions' | 'queue' | 'now'>,
): Promise<void> {
  await services.permissions.editor(requester.user);
  const body = { ...commandPayload(requester, place.triggerId), text: `room ${arn.arn}` };
  const job = { kind: 'slack' as const, body, receivedAtMs: atMs ?? services.now() };
  await services.queue.send([{ group: roomGroup(arn.arn), dedupeId: `room:${place.triggerId}`, job }]);
}

/** A click on *Keep this room*, under the warning that it is going to be archived. */
export async function keepRoomClick(
  { arn, requester }: Click,
  { rooms, log }: Pick<Services, 'rooms' | 'log'>,
): Promise<void> {
  if (!(await rooms.keepOpen(arn, requester.user))) {
    throw new AppError('invalid_request', 'This room is archived already. Slack lets only people undo that.');
  }
  log.info('room kept', { audit: true, arn: arn.arn, user: requester.user });
}
