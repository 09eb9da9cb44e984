import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { PostedCard } from './posted-card.ts';

/** Replaces an old card by a link to the new one. If the old message cannot be edited, the link is posted in its thread. */
export async function showMoved(
  writer: MessageWriter,
  { arn, channel, key, sinceMs }: Pick<PostedCard, 'arn' | 'channel' | 'key' | 'sinceMs'>,
  oldTs: string,
  line: CardMessage,
): Promise<void> {
  if ((await writer.update(channel, oldTs, line)) !== 'uneditable') return;
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn, key: `moved ${key}` } };
  await writer.post(channel, line, metadata, { threadTs: oldTs, triedSinceMs: sinceMs });
}
