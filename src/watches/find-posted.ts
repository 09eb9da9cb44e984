import type { WebClient } from '@slack/web-api';
import { slackCode } from '../web-api/fault.ts';
import type { PostedCard } from './posted-card.ts';

/** The `event_type` of the metadata that every card carries. */
export const cardEventType = 'incident_card';

export interface CardMetadata {
  event_type: string;
  event_payload: { arn: string };
}

export const cardMetadata = (arn: string): CardMetadata => ({ event_type: cardEventType, event_payload: { arn } });

/**
 * Looks for a card that was posted although nobody heard Slack's answer (a crash or a lost answer in between), by the
 * metadata that every card carries.
 * @param card what was remembered when its posting began
 * @returns its `ts`; `undefined` when there is none, or the app may not read the channel
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export async function findPostedCard(
  slack: WebClient,
  { arn, channel, sinceMs, previousTs }: PostedCard,
): Promise<string | undefined> {
  // Slack's clock and ours may differ.
  const oldest = String(Math.max(0, sinceMs / 1000 - 30));
  try {
    const { messages = [] } = await slack.conversations.history({
      channel,
      oldest,
      limit: 100,
      include_all_metadata: true,
    });
    return messages.find((message) => {
      const metadata = message.metadata as Partial<CardMetadata> | undefined;
      const isCard = metadata?.event_type === cardEventType && metadata.event_payload?.arn === arn;
      return isCard && message.ts !== previousTs;
    })?.ts;
  } catch (error) {
    if (slackCode(error) !== undefined) return undefined;
    throw error;
  }
}
