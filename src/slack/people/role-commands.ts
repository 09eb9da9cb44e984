import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import { leadRole, roleName } from '../../incidents/people/responders.ts';
import { authorizedInteractionOf, type CommandCall } from '../commands/command.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { type Assigning, assignRole } from './assign.ts';
import { namedLast, personNamed } from './named-person.ts';

type AssigningHere = Targeting & Assigning & Pick<Services, 'permissions'>;

/** `/incident lead [<arn>] [@user | nobody]`: makes the requester, or someone else, the lead. */
export async function lead(call: CommandCall<AssigningHere>): Promise<void> {
  const { requester, services } = call;
  const interaction = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const { before, named } = namedLast(rest);
  if (hasInk(before)) {
    throw new AppError(
      'not_understood',
      `I don't know "${truncate(before, 60)}". /incident lead makes you the lead; /incident lead @user makes someone else it.`,
    );
  }
  const person = await personNamed(named, interaction.editor, services);
  const line = await assignRole(services, interaction, { arn, name: leadRole, ...(person && { person }) });
  await tell(services.slack, requester, lineCard(line));
}

/** `/incident role [<arn>] <name> [@user | nobody]`: gives the requester, or someone else, a role. */
export async function role(call: CommandCall<AssigningHere>): Promise<void> {
  const { requester, services } = call;
  const interaction = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const { before, named } = namedLast(rest);
  const name = roleName(before);
  if (name === undefined) {
    throw new AppError(
      'not_understood',
      hasInk(before)
        ? `"${truncate(before, 60)}" is no name for a role. Use at most 40 letters, digits, spaces and dashes.`
        : 'Which role? For example: /incident role scribe @user.',
    );
  }
  const person = await personNamed(named, interaction.editor, services);
  const line = await assignRole(services, interaction, { arn, name, ...(person && { person }) });
  await tell(services.slack, requester, lineCard(line));
}
