import { cut } from '../cards/cut.ts';
import { lineCard } from '../cards/line-card.ts';
import { titleOf } from '../cards/state-words.ts';
import { AppError } from '../errors.ts';
import type { IncidentArn } from '../incidents/arn.ts';
import { type Asker, tell } from './asker.ts';
import type { Services } from './services.ts';

/**
 * Ends the watch of the asker's channel. The card stays and is kept current, but in a channel that is shared with
 * another organisation, or may be: there it shows no incident any more.
 * @throws AppError what the asker is told
 */
export async function unwatchHere(arn: IncidentArn, asker: Asker, services: Services): Promise<void> {
  const { cards, cardStore, gate, watchKeeper } = services;
  const { channel } = asker;
  if (!(await watchKeeper.leave(arn.arn, channel))) {
    throw new AppError(
      'not_understood',
      'This channel does not watch that incident. /incident watching lists what it does.',
    );
  }
  const card = (await cardStore.get(arn.arn, channel))?.card;
  const known = card?.reading === undefined ? 'The incident' : cut(titleOf(card.reading.record), 150);
  const stays = await gate.mayPost({ incident: arn.arn }, channel);
  if (!stays)
    await cards.end(channel, arn.arn, 'unwatched', () => lineCard('This channel no longer watches the incident.'));
  // Its button now offers to watch again.
  else if (card?.reading !== undefined && card.ended === undefined) await cards.show(channel, card.reading);
  await watchKeeper.end(arn.arn, channel);
  const rest = stays ? 'Its card stays and is kept current.' : 'Its card is taken away.';
  await tell(services.slack, asker, lineCard(`${known} is no longer watched here. ${rest}`));
}
