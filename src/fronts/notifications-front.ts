import { correlationId } from '../correlation.ts';
import { type OpsItemTarget, opsItemArn } from '../incidents/ops-item.ts';
import type { JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import { acceptMessage } from '../notifications/sns/accept.ts';
import type { SnsMessage } from '../notifications/sns/envelope.ts';
import { NotificationRefused } from '../notifications/sns/refusal.ts';
import { findIncidents } from '../notifications/understand/find-incidents.ts';

/**
 * The job for an accepted SNS message. A redelivered message gets the same deduplication id.
 * @returns `undefined` for a message that needs no job
 */
export function notificationJob(message: SnsMessage, nowMs: number, log: Log): JobToSend | undefined {
  const { topicArn, messageId, type } = message;
  const correlation = { id: correlationId(`sns:${messageId}`), atMs: nowMs, from: 'notification' as const };
  if (type === 'SubscriptionConfirmation') {
    const { token = '' } = message;
    const job = { kind: 'confirm' as const, correlation, topicArn, token };
    return { group: `topic ${topicArn}`, dedupeId: `sns:${messageId}`, job };
  }
  if (type === 'UnsubscribeConfirmation') {
    // Its token would subscribe again. The removal was presumably intended.
    log.warn('SNS subscription of this app was removed', { topicArn });
    return undefined;
  }
  const hints = findIncidents(message.message);
  const { kind, incidents, engaged, noted, alarm, changedAlarm, opsItems = [], agentTask, shape } = hints;
  return {
    // A group of its own: notifications need no order, because each only triggers a refresh.
    group: `notification ${messageId}`,
    dedupeId: `sns:${messageId}`,
    job: {
      kind: 'notification',
      correlation,
      topicArn,
      sort: kind,
      incidents: incidents.map(({ arn }) => arn),
      engaged,
      receivedAtMs: nowMs,
      ...(noted && { noted }),
      ...(alarm && { alarm }),
      ...(changedAlarm !== undefined && { changedAlarm }),
      ...(opsItems.length > 0 && { opsItems: opsItems.map((item) => placed(item, topicArn)) }),
      ...(agentTask && { agentTask }),
      ...(shape !== undefined && { shape }),
    },
  };
}

/** ARN of an OpsItem: a topic that OpsItems themselves publish to is of their own account and Region. */
function placed(item: OpsItemTarget, topicArn: string): string {
  const [, , , region = '', account = ''] = topicArn.split(':');
  return opsItemArn({ region, account, ...item }).arn;
}

/**
 * The job for a message from SQS or Lambda, where IAM controls who may send: the topic is checked, but no signature.
 * @returns `undefined` for a message that is refused (it is logged) or needs no job
 */
export async function trustedNotificationJob(
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
