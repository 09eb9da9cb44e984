import type { WebClient } from '@slack/web-api';
import { goneCard } from '../cards/surfaces/gone-card.ts';
import { lineCard } from '../cards/surfaces/line-card.ts';
import type { Gate } from '../gate/gate.ts';
import { answerInThread, standing } from '../posting/answer-in-thread.ts';
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

/** A job that was cut short comes again within so long, in milliseconds. */
const triedMs = 86_400_000;

/** An incident's record is gone: its card says so, and where it was watched one line in the thread ends the watch. */
export async function tellGone(options: GoneOptions, arn: string, channel: string): Promise<void> {
  const { watches, watchKeeper, cardStore, cards, gate, now } = options;
  const card = standing((await cardStore.get(arn, channel))?.card);
  const watch = (await watches.get(arn, channel))?.watch;
  const isWatched = watch !== undefined;
  const isShown = await gate.mayPost({ incident: arn }, channel);
  if (card !== undefined && isWatched && isShown) {
    const line = lineCard('No longer in Incident Manager. Its watch in this channel ends here.');
    await answerInThread(options, card, line, `gone ${card.updatedAtMs ?? 0}`, now() - triedMs);
  }
  const last = ({ reading }: PostedCard) =>
    isShown
      ? goneCard({ arn, title: reading?.record.title ?? '' }, now())
      : lineCard('Nothing is shown here any more.');
  await cards.end(channel, arn, 'gone', last, watch);
  if (isWatched) await watchKeeper.end(arn, channel);
}
