import type { WebClient } from '@slack/web-api';
import { goneCard } from '../cards/surfaces/gone-card.ts';
import { lineCard } from '../cards/surfaces/line-card.ts';
import type { Gate } from '../gate/gate.ts';
import { activeCard, answerInThread } from '../posting/answer-in-thread.ts';
import type { CardKeeper } from '../posting/card-keeper.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { CardStore, PostedCard } from '../posting/posted-card.ts';
import type { WatchStore } from './watch.ts';
import type { WatchKeeper } from './watch-keeper.ts';

export interface GoneOptions {
  watches: Pick<WatchStore, 'get'>;
  watchKeeper: Pick<WatchKeeper, 'end'>;
  cardStore: Pick<CardStore, 'get'>;
  cards: CardKeeper;
  gate: Pick<Gate, 'mayPost'>;
  slack: WebClient;
  writer: MessageWriter;
  now: () => number;
}

/** How far back to search for a reply that an interrupted attempt may have posted, in milliseconds. */
const retryWindowMs = 86_400_000;

/**
 * Ends the card of an incident whose record no longer exists. In a channel that watches the incident, one reply in the
 * thread says so and the watch ends.
 * @throws AppError for a failure that can pass
 */
export async function endGoneCard(options: GoneOptions, arn: string, channel: string): Promise<void> {
  const { watches, watchKeeper, cardStore, cards, gate, now } = options;
  const card = activeCard((await cardStore.get(arn, channel))?.card);
  const watch = (await watches.get(arn, channel))?.watch;
  const isWatched = watch !== undefined;
  const isShown = await gate.mayPost({ incident: arn }, channel);
  if (card !== undefined && isWatched && isShown) {
    const line = lineCard('No longer in Incident Manager. Its watch in this channel ends here.');
    await answerInThread(options, card, line, `gone ${card.updatedAtMs ?? 0}`, now() - retryWindowMs);
  }
  const last = ({ reading }: PostedCard) =>
    isShown
      ? goneCard({ arn, title: reading?.record.title ?? '' }, now())
      : lineCard('Nothing is shown here any more.');
  await cards.end(channel, arn, 'gone', last, watch);
  if (isWatched) await watchKeeper.end(arn, channel);
}
