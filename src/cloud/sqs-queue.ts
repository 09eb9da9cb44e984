import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import { callService, toServiceError } from './service-fault.ts';
import { createSqsDeadLetters } from './sqs-dead-letters.ts';
import { toSqsEntry } from './sqs-entry.ts';
import { maxHiddenMs, parseSqsMessage, type SqsMessage } from './sqs-message.ts';
import { sendInOrder } from './sqs-send.ts';
import { changeVisibility } from './sqs-visibility.ts';

export interface SqsQueueOptions {
  /** Its timeouts and attempts bound every call, except the long poll of `receive`. */
  client: SQSClient;
  /** A FIFO queue. */
  queueUrl: string;
  /** The dead-letter queue; absent: that of the queue's redrive policy. */
  deadLetterQueueUrl?: string;
  now: () => number;
  random?: () => number;
  /** The visibility timeout of a received job, in milliseconds. Renewed while the job runs. */
  visibilityMs?: number;
}

/**
 * Sent to check that SQS accepts jobs. Its deduplication id is constant, so that SQS delivers at most one in five minutes.
 * It reads no alarms. It must stay a job that every version can read: what a worker cannot read becomes a dead letter.
 */
const noWork: JobToSend = {
  group: 'probe',
  dedupeId: 'probe',
  job: { kind: 'alarm-read', alarms: [] },
};
const maxWaitMs = 20_000;
const maxPerReceive = 10;
const seconds = (ms: number) => Math.ceil(ms / 1000);
const fulfilled = <T>(outcomes: PromiseSettledResult<T>[]) => outcomes.filter((each) => each.status === 'fulfilled');

/**
 * The queue in an SQS FIFO queue. Differences to the embedded queue: a released job counts as attempted, `oldestAgeMs` is
 * unknown (it is a CloudWatch metric), delayed jobs count as running, delays are whole seconds and at most twelve hours at
 * a time, and deduplication lasts five minutes. `close()` leaves the client open.
 */
export function createSqsQueue(options: SqsQueueOptions): JobQueue {
  const { client, queueUrl, now, random = Math.random, visibilityMs = 60_000 } = options;
  const queue = { QueueUrl: queueUrl };
  const deadLetters = createSqsDeadLetters(client, queueUrl, options.deadLetterQueueUrl, now);
  const running = new Set<string>();
  const closing = new AbortController();
  const heartbeat = setInterval(() => void renew(), visibilityMs / 3).unref();

  const call = <T>(action: string, work: () => Promise<T>) => callService('QUEUE_URL', action, work);

  /** If a renewal fails, the next one still comes before the timeout. */
  const renew = () => changeVisibility(client, queueUrl, [...running], seconds(visibilityMs));

  /**
   * Receives one message. One at a time, because SQS fills a batch from a single group: the others would have to be made
   * visible again, and each receive counts towards the redrive policy's maximum.
   */
  async function poll(waitMs: number): Promise<Message | undefined> {
    const command = new ReceiveMessageCommand({
      ...queue,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: seconds(waitMs),
      VisibilityTimeout: seconds(visibilityMs),
      MessageSystemAttributeNames: ['All'],
      // A retry by the SDK after a lost response receives the same message.
      ReceiveRequestAttemptId: randomUUID(),
    });
    try {
      const limits = { abortSignal: closing.signal, requestTimeout: waitMs + 5000 };
      return (await client.send(command, limits)).Messages?.[0];
    } catch (error) {
      if (closing.signal.aborted) return undefined;
      throw toServiceError(error, 'QUEUE_URL', 'sqs:ReceiveMessage');
    }
  }

  async function send(jobs: readonly JobToSend[]): Promise<void> {
    const entries = jobs.map((job) => toSqsEntry(job, now()));
    await sendInOrder({ client, queueUrl, random }, entries);
  }

  /** @returns the delivery; `early`: its delay is not over; `joined`: it was due and is in its group now; `unreadable`: it became a dead letter */
  async function open(message: Message): Promise<Delivery | 'early' | 'joined' | 'unreadable'> {
    const { ReceiptHandle: receiptHandle = '', Body: body = '', Attributes: attributes = {} } = message;
    const received: SqsMessage = { receiptHandle, body, attributes };
    const read = parseSqsMessage(received, now());
    if ('unreadable' in read) {
      const content = { raw: body.slice(0, 40_000) };
      const sentAtMs = Number(attributes.SentTimestamp);
      await call('sqs:SendMessage', () =>
        deadLetters.add({ group: read.group, content, reason: read.unreadable, sentAtMs, attempt: 0 }),
      );
      await remove(receiptHandle);
      return 'unreadable';
    }
    if (read.hiddenMs > 0) {
      await hide(receiptHandle, read.hiddenMs);
      return 'early';
    }
    if (read.joins !== undefined) {
      await send([read.joins]);
      await remove(receiptHandle);
      return 'joined';
    }
    running.add(receiptHandle);
    return read.delivery;
  }

  const remove = (handle: string) =>
    end(handle, 'sqs:DeleteMessage', () => client.send(new DeleteMessageCommand({ ...queue, ReceiptHandle: handle })));

  const hide = (handle: string, ms: number) =>
    end(handle, 'sqs:ChangeMessageVisibility', () => {
      const VisibilityTimeout = seconds(Math.min(ms, maxHiddenMs));
      return client.send(new ChangeMessageVisibilityCommand({ ...queue, ReceiptHandle: handle, VisibilityTimeout }));
    });

  /** Ends a delivery. An expired receipt handle is ignored: another worker has the job by now. */
  async function end(handle: string, action: string, work: () => Promise<unknown>): Promise<void> {
    // No longer renewed: if this fails, the job becomes visible again after its timeout.
    running.delete(handle);
    await call(action, () =>
      work().catch((error: unknown) => {
        if (!isLostClaim(error)) throw error;
      }),
    );
  }

  async function count(url: string) {
    const command = new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    const { Attributes = {} } = await client.send(command);
    return {
      waiting:
        Number(Attributes.ApproximateNumberOfMessages ?? 0) +
        Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      running: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  }

  async function receive(limit: number, waitMs: number): Promise<Delivery[]> {
    if (limit <= 0 || closing.signal.aborted) return [];
    const first = await poll(Math.min(maxWaitMs, Math.max(0, waitMs)));
    if (first === undefined) return [];
    const more = Array.from({ length: Math.min(limit, maxPerReceive) - 1 }, () => poll(0));
    const messages = [{ value: first }, ...(await Promise.allSettled(more).then(fulfilled))];
    const outcomes = await Promise.allSettled(messages.map(({ value }) => value && open(value)));
    const opened = fulfilled(outcomes).flatMap(({ value }) => value ?? []);
    const deliveries = opened.filter((each) => typeof each !== 'string');
    // With at least one delivery a failure can be ignored: that message becomes visible again.
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure && deliveries.length === 0) throw failure.reason;
    // A job that has just joined its group may be its head.
    return deliveries.length === 0 && opened.includes('joined') ? receive(limit, 0) : deliveries;
  }

  return {
    send,
    receive,
    done: (delivery) => remove(delivery.id),
    retry: (delivery, delayMs) => hide(delivery.id, delayMs),
    release: (delivery, delayMs = 0) => hide(delivery.id, delayMs),
    async deadLetter({ id, group, job, sentAtMs, attempt }, reason) {
      await call('sqs:SendMessage', () => deadLetters.add({ group, content: { job }, reason, sentAtMs, attempt }));
      await remove(id);
    },
    async stats() {
      return call('sqs:GetQueueAttributes', async () => {
        const jobs = await count(queueUrl);
        const deadLetterUrl = await deadLetters.url();
        const parked = deadLetterUrl === undefined ? { waiting: 0, running: 0 } : await count(deadLetterUrl);
        return { ...jobs, parked: parked.waiting + parked.running, oldestAgeMs: 0 };
      });
    },
    probe: () => sendInOrder({ client, queueUrl, random }, [toSqsEntry(noWork, now())]),
    async close() {
      clearInterval(heartbeat);
      // A job that SQS is delivering right now becomes visible again after its timeout.
      closing.abort();
    },
  };
}

const lostClaimNames = ['ReceiptHandleIsInvalid', 'InvalidParameterValue', 'MessageNotInflight'];
const isLostClaim = (error: unknown) =>
  error instanceof Error && lostClaimNames.some((name) => error.name === name || error.name.endsWith(`.${name}`));
