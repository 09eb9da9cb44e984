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
  /** Its time-outs and number of attempts bound every call, but for the wait of `receive`. */
  client: SQSClient;
  /** A FIFO queue. */
  queueUrl: string;
  /** Where parked jobs go; when absent, the dead-letter queue of the queue's redrive policy. */
  deadLetterQueueUrl?: string;
  now: () => number;
  random?: () => number;
  /** For how long a received job is hidden from others; renewed while it is in hand. */
  visibilityMs?: number;
}

/**
 * Sent to find out whether SQS takes jobs. The id is always the same, so that SQS delivers one each five minutes at most;
 * a look at nothing is a job that every version of the app knows.
 */
const noWork: JobToSend = {
  group: 'probe',
  dedupeId: 'probe',
  job: { kind: 'look', arn: '', channels: [], engaged: false },
};
const longestWaitMs = 20_000;
const mostPerReceive = 10;
const seconds = (ms: number) => Math.ceil(ms / 1000);
const fulfilled = <T>(outcomes: PromiseSettledResult<T>[]) => outcomes.filter((each) => each.status === 'fulfilled');

/**
 * The queue in an SQS FIFO queue. What SQS does otherwise than the embedded queue: a job handed back counts as an attempt,
 * `oldestAgeMs` is not known (it is a CloudWatch metric), jobs put off count as running, delays are whole seconds and at
 * most twelve hours at a time, and an id is remembered for five minutes. `close()` leaves the client open.
 */
export function createSqsQueue(options: SqsQueueOptions): JobQueue {
  const { client, queueUrl, now, random = Math.random, visibilityMs = 60_000 } = options;
  const queue = { QueueUrl: queueUrl };
  const parking = createSqsDeadLetters(client, queueUrl, options.deadLetterQueueUrl, now);
  const inHand = new Set<string>();
  const closing = new AbortController();
  const renewal = setInterval(() => void renew(), visibilityMs / 3).unref();

  const call = <T>(action: string, work: () => Promise<T>) => callService('QUEUE_URL', action, work);

  /** A renewal that fails is followed by another before the time is over. */
  const renew = () => changeVisibility(client, queueUrl, [...inHand], seconds(visibilityMs));

  /**
   * Takes one message. One at a call, because SQS fills a batch from one group first: what it gives beyond the first
   * could only be handed back, and each time counts as a receive until the queue's redrive policy throws it out unread.
   */
  async function poll(waitMs: number): Promise<Message | undefined> {
    const command = new ReceiveMessageCommand({
      ...queue,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: seconds(waitMs),
      VisibilityTimeout: seconds(visibilityMs),
      MessageSystemAttributeNames: ['All'],
      // The client's own second try, when an answer was lost, gets the same message.
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

  /** @returns the delivery; `undefined` when it is too early for it, or it is none and was parked */
  async function open(message: Message): Promise<Delivery | undefined> {
    const { ReceiptHandle: receiptHandle = '', Body: body = '', Attributes: attributes = {} } = message;
    const received: SqsMessage = { receiptHandle, body, attributes };
    const read = parseSqsMessage(received, now());
    if ('unreadable' in read) {
      const content = { raw: body.slice(0, 40_000) };
      const sentAtMs = Number(attributes.SentTimestamp);
      await call('sqs:SendMessage', () =>
        parking.park({ group: read.group, content, reason: read.unreadable, sentAtMs, attempt: 0 }),
      );
      await forget(receiptHandle);
      return undefined;
    }
    if (read.hiddenMs > 0) {
      await hide(receiptHandle, read.hiddenMs);
      return undefined;
    }
    inHand.add(receiptHandle);
    return read.delivery;
  }

  const forget = (handle: string) =>
    settle(handle, 'sqs:DeleteMessage', () =>
      client.send(new DeleteMessageCommand({ ...queue, ReceiptHandle: handle })),
    );

  const hide = (handle: string, ms: number) =>
    settle(handle, 'sqs:ChangeMessageVisibility', () => {
      const VisibilityTimeout = seconds(Math.min(ms, maxHiddenMs));
      return client.send(new ChangeMessageVisibilityCommand({ ...queue, ReceiptHandle: handle, VisibilityTimeout }));
    });

  /** A receipt handle that SQS no longer takes belongs to a job that somebody else has by now. */
  async function settle(handle: string, action: string, work: () => Promise<unknown>): Promise<void> {
    // Not renewed from here on: if this fails, the job comes back by itself.
    inHand.delete(handle);
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

  return {
    async send(jobs) {
      const entries = jobs.map((job) => toSqsEntry(job, now()));
      await sendInOrder({ client, queueUrl, random }, entries);
    },
    async receive(limit, waitMs) {
      if (limit <= 0 || closing.signal.aborted) return [];
      const first = await poll(Math.min(longestWaitMs, Math.max(0, waitMs)));
      if (first === undefined) return [];
      const more = Array.from({ length: Math.min(limit, mostPerReceive) - 1 }, () => poll(0));
      const messages = [{ value: first }, ...(await Promise.allSettled(more).then(fulfilled))];
      const outcomes = await Promise.allSettled(messages.map(({ value }) => value && open(value)));
      const deliveries = fulfilled(outcomes).flatMap(({ value }) => value ?? []);
      // With a job in hand a failure beside it can wait: what failed comes back by itself.
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure && deliveries.length === 0) throw failure.reason;
      return deliveries;
    },
    done: (delivery) => forget(delivery.id),
    retry: (delivery, delayMs) => hide(delivery.id, delayMs),
    handBack: (delivery, delayMs = 0) => hide(delivery.id, delayMs),
    async park({ id, group, job, sentAtMs, attempt }, reason) {
      await call('sqs:SendMessage', () => parking.park({ group, content: { job }, reason, sentAtMs, attempt }));
      await forget(id);
    },
    async stats() {
      return call('sqs:GetQueueAttributes', async () => {
        const jobs = await count(queueUrl);
        const deadLetterUrl = await parking.url();
        const parked = deadLetterUrl === undefined ? { waiting: 0, running: 0 } : await count(deadLetterUrl);
        return { ...jobs, parked: parked.waiting + parked.running, oldestAgeMs: 0 };
      });
    },
    probe: () => sendInOrder({ client, queueUrl, random }, [toSqsEntry(noWork, now())]),
    async close() {
      clearInterval(renewal);
      // A job that SQS gives out at this very moment comes back when its visibility ends.
      closing.abort();
    },
  };
}

const lostClaimNames = ['ReceiptHandleIsInvalid', 'InvalidParameterValue', 'MessageNotInflight'];
const isLostClaim = (error: unknown) =>
  error instanceof Error && lostClaimNames.some((name) => error.name === name || error.name.endsWith(`.${name}`));
