import { cut } from '../../cards/cut.ts';
import { lineCard } from '../../cards/line-card.ts';
import { openForm } from '../actions/open-form.ts';
import { tell } from '../asker.ts';
import { doingOf } from '../doing-of.ts';
import { looksLikeTarget } from '../incident-target.ts';
import { targetHere } from '../target-here.ts';
import { writeNote } from '../write-note.ts';
import type { Command } from './command.ts';

/** `/incident note <arn> <text>`: writes into its timeline; without a text it opens the form. */
export const note: Command = {
  name: 'note',
  usage: 'note <arn> <text>',
  does: 'adds a note to its timeline',
  async run(call) {
    const { asker, services, triggerId } = call;
    if (call.rest === '' || (looksLikeTarget(call.rest) && !/\s/.test(call.rest))) {
      const arn = async () => (await targetHere(call.rest, asker, services, 'alone')).arn;
      return openForm('note', { arn, asker, place: { triggerId } }, services);
    }
    const doing = await doingOf(call);
    const { arn, rest: text } = await targetHere(call.rest, asker, services);
    const remark = await writeNote(services, doing, arn, text);
    await tell(services.slack, asker, lineCard(`Noted in the timeline: “${cut(text, 200)}”.${remark}`));
  },
};
