import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { openForm } from '../forms/open-form.ts';
import { authorizedInteractionOf } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import { readBeginning } from '../targets/incident-target.ts';
import { targetForForm, targetHere } from '../targets/target-here.ts';
import { writeNote } from '../writes/write-note.ts';
import type { CommandCall } from './command.ts';

/** `/incident note <arn> <text>`: writes into its timeline; without a text it opens the form. */
export async function note(call: CommandCall): Promise<void> {
  const { requester, services, triggerId } = call;
  if (!hasText(call.rest)) {
    await services.permissions.editor(requester.user);
    const arn = await targetForForm(call.rest, requester, services, 'nothing');
    return openForm('note', { arn, requester, place: { triggerId } }, services);
  }
  const doing = await authorizedInteractionOf(call);
  const { arn, rest: text } = await targetHere(call.rest, requester, services, 'text');
  const remark = await writeNote(services, doing, arn, text);
  await tell(services.slack, requester, lineCard(`Noted in the timeline: “${truncate(text, 200)}”.${remark}`));
}

/** Whether there is more than an incident. @throws AppError where that cannot be told */
function hasText(typed: string): boolean {
  if (!hasInk(typed)) return false;
  const beginning = readBeginning(typed, 'text');
  return beginning.kind === 'text' || hasInk(beginning.rest);
}
