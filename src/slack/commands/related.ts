import { hasInk } from '../../cards/clean-text.ts';
import { lineCard } from '../../cards/line-card.ts';
import { loadRelated } from '../actions/open-modal.ts';
import { tell } from '../asker.ts';
import { doingOf } from '../doing-of.ts';
import { firstWord } from '../first-word.ts';
import { readBeginning } from '../incident-target.ts';
import { readRelatedItem } from '../read-related-item.ts';
import { targetHere } from '../target-here.ts';
import { withModal } from '../with-modal.ts';
import { writeRelated } from '../write-related.ts';
import type { Command } from './command.ts';

/** `/incident related <arn>` shows what is related; `/incident related <arn> <link or ARN> [title]` adds to it. */
export const related: Command = {
  name: 'related',
  usage: 'related <arn> [link or ARN] [title]',
  does: 'shows its related items, or adds one',
  async run(call) {
    const { asker, services, triggerId } = call;
    const beginning = readBeginning(call.rest, 'item');
    const item = beginning.kind === 'text' ? call.rest : beginning.rest;
    if (!hasInk(item)) {
      return withModal(services, { triggerId }, 'Related items', async () => {
        const { arn } = await targetHere(call.rest, asker, services, 'item');
        return loadRelated(arn, services);
      });
    }
    const doing = await doingOf(call);
    const { arn } = await targetHere(call.rest, asker, services, 'item');
    const { word, rest: title } = firstWord(item);
    const line = await writeRelated(services, doing, arn, readRelatedItem(word, title));
    await tell(services.slack, asker, lineCard(line));
  },
};
