import type { JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { acceptMessage } from '../notifications/accept.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import type { SnsMessage } from '../notifications/envelope.ts';
import { NotificationRefused } from '../notifications/refusal.ts';
import { notificationJob } from './notifications-front.ts';

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
