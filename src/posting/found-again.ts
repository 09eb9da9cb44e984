import { lineCard } from '../cards/surfaces/line-card.ts';
import { answerInThread } from './answer-in-thread.ts';
import type { MessageWriter } from './message-writer.ts';
import type { PostedCard } from './posted-card.ts';

/**
 * Posts in a card's thread that the record was read again after the card said that it was gone. Idempotent.
 * @param goneAtMs when the card ended, in epoch milliseconds
 * @param watched whether a watch was restored too
 */
export async function postFoundAgain(
  writing: { writer: MessageWriter },
  { ts, ...card }: PostedCard,
  goneAtMs: number,
  watched: boolean,
): Promise<void> {
  if (ts === undefined) return;
  const goesOn = watched ? ' Its watch in this channel goes on.' : '';
  const line = lineCard(`Back in Incident Manager: the record was read again, and this card is current.${goesOn}`);
  await answerInThread(writing, { ...card, ts }, line, `back ${goneAtMs}`, goneAtMs);
}
