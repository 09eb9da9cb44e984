import type { JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import { acceptMessage } from '../notifications/sns/accept.ts';
import type { SnsMessage } from '../notifications/sns/envelope.ts';
import { NotificationRefused } from '../notifications/sns/refusal.ts';
import { findIncidents } from '../notifications/understand/find-incidents.ts';

/** What a front makes of a message of SNS's that was accepted: one job, that of a message seen before being the same. */
export function notificationJob(message: SnsMessage, nowMs: number, log: Log): JobToSend | undefined {
  const { topicArn, messageId, type } = message;
  if (type === 'SubscriptionConfirmation') {
    const { token = '' } = message;
    return { group: `topic ${topicArn}`, dedupeId: `sns:${messageId}`, job: { kind: 'confirm', topicArn, token } };
  }
  if (type === 'UnsubscribeConfirmation') {
    // Confirming it would subscribe again: whoever ended the subscription meant it.
    log.warn('a subscription to this app was ended', { topicArn });
    return undefined;
  }
  const { kind, incidents, engaged, alarm, shape } = findIncidents(message.message, topicArn);
  return {
    // Notifications need no order: they only say "look again".
    group: `notification ${messageId}`,
    dedupeId: `sns:${messageId}`,
    job: {
      kind: 'notification',
      topicArn,
      sort: kind,
      incidents: incidents.map(({ arn }) => arn),
      engaged,
      receivedAtMs: nowMs,
      ...(alarm && { alarm }),
      ...(shape !== undefined && { shape }),
    },
  };
}

/**
 * The job of a message that came by a way on which IAM says who may send (SQS, Lambda): its topic is checked, its
 * signature need not be.
 * @returns nothing for a message that is refused, which is logged
 */
export async function jobOfTrusted(
  read: () => SnsMessage,
  { topics, now, log }: { topics: ChatTopics; now: () => number; log: Log },
): Promise<JobToSend | undefined> {
  try {
    const message = read();
    await acceptMessage(message, { topics });
    return notificationJob(message, now(), log);
  } catch (error) {
    if (!(error instanceof NotificationRefused)) throw error;
    log.warn('notification refused', { code: error.code, reason: error.message });
    return undefined;
  }
}
