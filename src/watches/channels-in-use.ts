import type { CardStore } from '../posting/posted-card.ts';
import type { WatchStore } from './watch.ts';

/** The channels that have a card or a watch, each once. Reads the whole store. */
export async function* channelsInUse(
  cards: Pick<CardStore, 'all'>,
  watches: Pick<WatchStore, 'all'>,
): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const { card } of cards.all()) {
    if (!seen.has(card.channel)) yield card.channel;
    seen.add(card.channel);
  }
  for await (const { watch } of watches.all()) {
    if (!seen.has(watch.channel)) yield watch.channel;
    seen.add(watch.channel);
  }
}
