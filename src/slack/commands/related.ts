import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { loadRelated } from '../actions/open-modal.ts';
import { parseRelatedItem } from '../forms/read-related-item.ts';
import { withModal } from '../forms/with-modal.ts';
import { authorizedInteractionOf } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import { firstWord } from '../targets/first-word.ts';
import { readBeginning } from '../targets/incident-target.ts';
import { targetForForm, targetHere } from '../targets/target-here.ts';
import { writeRelated } from '../writes/write-note.ts';
import type { CommandCall } from './command.ts';

/** `/incident related <arn>` shows what is related; `/incident related <arn> <link or ARN> [title]` adds to it. */
export async function related(call: CommandCall): Promise<void> {
  const { requester, services, triggerId } = call;
  const beginning = readBeginning(call.rest, 'item');
  const item = beginning.kind === 'text' ? call.rest : beginning.rest;
  if (!hasInk(item)) {
    const arn = await targetForForm(call.rest, requester, services, 'item');
    return withModal(services, { triggerId }, 'Related items', async () =>
      loadRelated(typeof arn === 'function' ? await arn() : arn, services),
    );
  }
  const doing = await authorizedInteractionOf(call);
  const { arn } = await targetHere(call.rest, requester, services, 'item');
  const { word, rest: title } = firstWord(item);
  const line = await writeRelated(services, doing, arn, parseRelatedItem(word, title));
  await tell(services.slack, requester, lineCard(line));
}
