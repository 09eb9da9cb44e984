import type { SnsMessage } from './envelope.ts';
import { NotificationRefused } from './refusal.ts';
import type { SignatureVerifier } from './verify-signature.ts';

/**
 * The maximum age of a message, in milliseconds: SNS retries an HTTPS endpoint for up to an hour (the maximum of a delivery
 * policy), plus five minutes for slow responses and clock differences.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const maximumAgeMs = 65 * 60_000;

/** How far a timestamp may be ahead of this clock, in milliseconds. Slack's signatures have the same tolerance. */
export const maximumAheadMs = 5 * 60_000;

export interface AcceptRules {
  /** The allowed topics (`CHAT_TOPICS`). */
  topics: { has(topicArn: string): boolean };
  /**
   * The checks for HTTPS, where anyone can post. Absent for SQS and Lambda: IAM controls who may send there, and a message
   * may be days old after an outage.
   */
  https?: {
    verifySignature: SignatureVerifier;
    now: () => number;
    /** Whether a message with this id was accepted before. Ids must be kept for `maximumAgeMs + maximumAheadMs`. */
    seen: (messageId: string) => boolean | Promise<boolean>;
  };
}

/**
 * Accepts or refuses a message. Checks, in this order: the topic, the signature, the age, and whether it is a replay.
 * @throws NotificationRefused
 */
export async function acceptMessage(message: SnsMessage, { topics, https }: AcceptRules): Promise<void> {
  if (!topics.has(message.topicArn)) {
    throw new NotificationRefused(
      'unknown_topic',
      `Topic ${message.topicArn} is not in CHAT_TOPICS. Add it there, or remove the subscription.`,
    );
  }
  if (https === undefined) return;
  await https.verifySignature(message);
  const ageMs = https.now() - message.timestampMs;
  if (!(ageMs <= maximumAgeMs && ageMs >= -maximumAheadMs)) {
    throw new NotificationRefused(
      'stale',
      `A message of ${message.topicArn} has the timestamp ${message.timestamp}: too far from this machine's clock.`,
    );
  }
  if (await https.seen(message.messageId)) {
    throw new NotificationRefused(
      'replayed',
      `Message ${message.messageId} of ${message.topicArn} was received before.`,
    );
  }
}
