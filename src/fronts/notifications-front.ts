import type { JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { SnsMessage } from '../notifications/envelope.ts';
import { findIncidents } from '../notifications/find-incidents.ts';

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
