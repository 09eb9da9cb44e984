import type { SnsMessage } from './envelope.ts';
import { NotificationRefused } from './refusal.ts';
import type { SignatureVerifier } from './verify-signature.ts';

/**
 * How old a message may be, in milliseconds. SNS may try for an hour to reach an HTTPS address (the most a delivery
 * policy allows); five minutes more are for slow answers and clocks.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const maximumAgeMs = 65 * 60_000;

/** How far ahead of our clock. With a clock further off, Slack's signatures would be refused as well. */
export const maximumAheadMs = 5 * 60_000;

export interface AcceptRules {
  /** The topics that may speak. */
  topics: { has(topicArn: string): boolean };
  /**
   * Checks of what comes over HTTPS, where anybody can post. Absent for SQS and Lambda: there IAM says who may send, and
   * a message that waited for days while the app was away is still worth a look.
   */
  https?: {
    verifySignature: SignatureVerifier;
    now: () => number;
    /** Whether a message of this id was taken before. Ids need to be kept for `maximumAgeMs + maximumAheadMs`. */
    seen: (messageId: string) => boolean | Promise<boolean>;
  };
}

/**
 * Decides whether a message is taken: its topic first, then the signature, then its age, then whether it came before.
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
      `A message of ${message.topicArn} is dated ${message.timestamp}: too far from this machine's clock.`,
    );
  }
  if (await https.seen(message.messageId)) {
    throw new NotificationRefused('replayed', `Message ${message.messageId} of ${message.topicArn} came before.`);
  }
}
