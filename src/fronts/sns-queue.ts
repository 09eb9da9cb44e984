import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import { parseSqsBody } from '../notifications/sns/envelope.ts';
import { trustedNotificationJob } from './notifications-front.ts';

export interface SnsQueueOptions {
  client: SQSClient;
  queueUrl: string;
  topics: ChatTopics;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

export interface SnsQueueFront {
  readonly alive: boolean;
  stop(): Promise<void>;
}

/** The long polling of a receive, in seconds: SQS's maximum. */
const waitSeconds = 20;
const pauseMs = 2000;

/**
 * The front for an SQS queue that is subscribed to SNS topics. It polls, so no public address is needed. A message is
 * deleted once its job is stored; a refused message is logged and deleted too.
 */
export async function startSnsQueueFront(options: SnsQueueOptions): Promise<SnsQueueFront> {
  const { client, queueUrl, queue, log } = options;
  const { DeleteMessageBatchCommand, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const ending = new AbortController();
  const { signal } = ending;
  let alive = true;

  async function poll(): Promise<void> {
    const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds };
    const { Messages: messages = [] } = await client.send(new ReceiveMessageCommand(input), { abortSignal: signal });
    if (messages.length === 0) return;
    const accepted = await Promise.all(
      messages.map(({ Body: body = '' }) => trustedNotificationJob(() => parseSqsBody(body), options)),
    );
    const jobs = accepted.filter((job) => job !== undefined);
    if (jobs.length > 0) await queue.send(jobs);
    // A message that is not deleted is received again, and its job is deduplicated.
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      try {
        await poll();
        alive = true;
      } catch (error) {
        if (signal.aborted) return;
        alive = false;
        log.error('notifications queue did not answer', { error });
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const looping = loop();
  return {
    get alive() {
      return alive;
    },
    async stop() {
      ending.abort();
      await looping;
      client.destroy();
    },
  };
}
