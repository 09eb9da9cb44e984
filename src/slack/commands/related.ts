import { lineCard } from '../../cards/line-card.ts';
import { loadRelated } from '../actions/open-modal.ts';
import { tell } from '../asker.ts';
import { doingOf } from '../doing-of.ts';
import { readTarget } from '../incident-target.ts';
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
    const [first = ''] = call.rest.split(/\s/, 1);
    const named = isIncident(first) ? first : '';
    const item = call.rest.slice(named.length).trim();
    if (item === '') {
      return withModal(services, { triggerId }, 'Related items', async () => {
        const { arn } = await targetHere(named, asker, services);
        return loadRelated(arn, services);
      });
    }
    const doing = await doingOf(call);
    const { arn } = await targetHere(named, asker, services);
    const [value = '', ...title] = item.split(/\s+/);
    const line = await writeRelated(services, doing, arn, readRelatedItem(value, title.join(' ')));
    await tell(services.slack, asker, lineCard(line));
  },
};

/** Whether a word names an incident, and not what is to be related to one. */
function isIncident(word: string): boolean {
  try {
    readTarget(word);
    return true;
  } catch {
    return false;
  }
}
