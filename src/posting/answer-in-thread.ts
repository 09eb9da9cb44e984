import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { OwnMetadata } from './find-message.ts';
import type { MessageWriter, Posted } from './message-writer.ts';
import type { PostedCard } from './posted-card.ts';

/** A card that stands in its channel. */
export type StandingCard = PostedCard & { ts: string };

/** The card as it stands in its channel; `undefined` where there is none any more. */
export function standing(card: PostedCard | undefined): StandingCard | undefined {
  const ts = card?.ended === undefined ? card?.ts : undefined;
  return card === undefined || ts === undefined ? undefined : { ...card, ts };
}

/**
 * Answers in a card's thread.
 * @param key tells this answer from all others in the thread
 * @param triedSinceMs since when an earlier try may have posted it: then it is looked for first
 */
export async function answerInThread(
  { writer }: { writer: MessageWriter },
  { arn, channel, ts }: StandingCard,
  message: CardMessage,
  key: string,
  triedSinceMs: number | undefined,
): Promise<Posted> {
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn, key } };
  return writer.post(channel, message, metadata, { threadTs: ts, triedSinceMs });
}
