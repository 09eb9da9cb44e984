import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { OwnMetadata } from './find-message.ts';
import type { MessageWriter, Posted } from './message-writer.ts';
import type { PostedCard } from './posted-card.ts';
import { placeOfEntries } from './thread-entries.ts';

/** A card that is posted and has not ended. */
export type ActiveCard = PostedCard & { ts: string };

/** The card if it is posted and has not ended; else `undefined`. */
export function activeCard(card: PostedCard | undefined): ActiveCard | undefined {
  const ts = card?.ended === undefined ? card?.ts : undefined;
  return card === undefined || ts === undefined ? undefined : { ...card, ts };
}

/**
 * Replies in a card's thread, once; in the incident's room, in the channel.
 * @param key identifies the reply within the thread
 * @param triedSinceMs since when an earlier attempt may have posted it, in epoch milliseconds; it is then searched first
 * @throws AppError for a failure that can pass
 */
export async function answerInThread(
  { writer }: { writer: MessageWriter },
  card: ActiveCard,
  message: CardMessage,
  key: string,
  triedSinceMs: number | undefined,
): Promise<Posted> {
  const { arn, ts } = card;
  const { channel, ...thread } = placeOfEntries(card, ts);
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn, key } };
  return writer.post(channel, message, metadata, { ...thread, triedSinceMs });
}
