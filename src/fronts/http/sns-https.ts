import type { IncomingHttpHeaders } from 'node:http';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import type { ChatTopics } from '../../notifications/chat-topics.ts';
import { acceptMessage, maximumAgeMs, maximumAheadMs } from '../../notifications/sns/accept.ts';
import { parseHttpsBody } from '../../notifications/sns/envelope.ts';
import { NotificationRefused } from '../../notifications/sns/refusal.ts';
import type { SignatureVerifier } from '../../notifications/sns/verify-signature.ts';
import type { Store } from '../../store/store.ts';
import { notificationJob } from '../notifications-front.ts';
import type { HttpAnswer } from './answer.ts';

export interface SnsHttpsOptions {
  topics: ChatTopics;
  verifySignature: SignatureVerifier;
  queue: Pick<JobQueue, 'send'>;
  /** Stores the ids of accepted messages. */
  store: Pick<Store, 'get' | 'write'>;
  now: () => number;
  log: Log;
}

const keepSeenMs = maximumAgeMs + maximumAheadMs;

/**
 * The front for SNS over HTTPS: checks topic, signature, age and replay, then stores a job. A refusal is answered with its
 * status and logged.
 * @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
 */
export function createSnsHttpsFront(options: SnsHttpsOptions) {
  const { topics, verifySignature, queue, store, now, log } = options;
  const key = (messageId: string) => ({ partition: `sns ${messageId}`, sort: 'seen' });
  const seen = async (messageId: string) => (await store.get(key(messageId))) !== undefined;

  return async (headers: IncomingHttpHeaders, body: Buffer): Promise<HttpAnswer> => {
    try {
      const message = parseHttpsBody(headers, body);
      await acceptMessage(message, { topics, https: { verifySignature, now, seen } });
      const job = notificationJob(message, now(), log);
      if (job !== undefined) await queue.send([job]);
      // Only after the job is stored: otherwise SNS's retry would be refused as a replay.
      await store.write({ ...key(message.messageId), value: true, expiresAtMs: now() + keepSeenMs }, 'anything');
      return { status: 200 };
    } catch (error) {
      if (!(error instanceof NotificationRefused)) throw error;
      log.warn('notification refused', { code: error.code, reason: error.message });
      return { status: error.status, body: `${error.message}\n` };
    }
  };
}
