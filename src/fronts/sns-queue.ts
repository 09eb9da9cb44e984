import type { SQSClient } from '@aws-sdk/client-sqs';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { acceptMessage } from '../notifications/accept.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import { readSqsBody } from '../notifications/envelope.ts';
import { NotificationRefused } from '../notifications/refusal.ts';
import { notificationJob } from './notifications-front.ts';

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

/** How long one poll waits, in seconds: SQS's longest. */
const waitSeconds = 20;
const pauseMs = 2000;

/**
 * The front for topics that speak to an SQS queue: it is polled, so no public address is needed. A message leaves the
 * queue when its job is stored; one that is refused leaves it too, and is logged.
 */
export async function startSnsQueueFront(options: SnsQueueOptions): Promise<SnsQueueFront> {
  const { client, queueUrl, log } = options;
  const { DeleteMessageBatchCommand, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const ending = new AbortController();
  let alive = true;

  async function poll(): Promise<void> {
    const ask = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds };
    const { Messages: messages = [] } = await client.send(new ReceiveMessageCommand(ask), {
      abortSignal: ending.signal,
    });
    if (messages.length === 0) return;
    for (const { Body: body = '' } of messages) await take(options, body);
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  async function loop(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await poll();
        alive = true;
      } catch (error) {
        if (ending.signal.aborted) return;
        alive = false;
        log.error('queue of notifications did not answer', { error });
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
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

async function take({ topics, queue, now, log }: SnsQueueOptions, body: string): Promise<void> {
  try {
    const message = readSqsBody(body);
    await acceptMessage(message, { topics });
    const job = notificationJob(message, now(), log);
    if (job !== undefined) await queue.send([job]);
  } catch (error) {
    if (!(error instanceof NotificationRefused)) throw error;
    log.warn('notification refused', { code: error.code, reason: error.message });
  }
}
