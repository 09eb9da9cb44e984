import { randomUUID } from 'node:crypto';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { within } from '../deadline.ts';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import { toServiceError } from './service-fault.ts';
import { createSqsHand, type HeldMessage } from './sqs-hand.ts';
import { parseSqsMessage } from './sqs-message.ts';
import { createSqsOperations, type SqsOperationsOptions } from './sqs-operations.ts';
import { changeVisibility } from './sqs-visibility.ts';

/** The client's timeouts and attempts bound every call, except the long poll of `receive`. */
export interface SqsQueueOptions extends SqsOperationsOptions {
  /** The visibility timeout of a received job, in milliseconds. Renewed while the job is in hand. */
  visibilityMs?: number;
  /** Milliseconds of a monotonic clock, for the age of claims. */
  elapsed?: () => number;
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
/** The messages that are received for one place: SQS gives out as many of one group as it can, and only the first can start. */
const perPlace = 4;
/** With more messages in hand, those of a group that has to wait are returned to SQS, which counts their next receive. */
const maxInHand = 1000;
const seconds = (ms: number) => Math.ceil(ms / 1000);

/** Settles a received message that is not kept in hand. */
type Settling = () => Promise<unknown>;

/**
 * The queue in an SQS FIFO queue. It receives up to ten messages at a time and keeps those in hand that have to wait for an
 * earlier one of their group, or for a retry; it sends and deletes up to ten at a time. Differences to the embedded queue:
 * `oldestAgeMs` is unknown (it is a CloudWatch metric), delayed jobs count as running, delays are whole seconds and at most
 * twelve hours at a time, deduplication lasts five minutes, and a process that ends forgets attempts that it had counted:
 * SQS counts its receives. `close()` leaves the client open.
 */
export function createSqsQueue(options: SqsQueueOptions): JobQueue {
  const { client, queueUrl, now, visibilityMs = 60_000, elapsed = () => performance.now() } = options;
  const sqs = createSqsOperations(options);
  const hand = createSqsHand(now, elapsed);
  const closing = new AbortController();
  const heartbeat = setInterval(() => void renew(), visibilityMs / 3).unref();
  /** Resolves when a job in hand may have become ready. */
  let changed = Promise.withResolvers<void>();
  let longPoll: Promise<unknown> | undefined;

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  /** If a renewal fails, the next one still comes before the timeout. */
  async function renew(): Promise<void> {
    const untilMs = elapsed() + visibilityMs;
    hand.renewed(await changeVisibility(client, queueUrl, hand.handles(), seconds(visibilityMs)), untilMs);
  }

  async function poll(most: number, waitMs: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: seconds(waitMs),
      VisibilityTimeout: seconds(visibilityMs),
      MessageSystemAttributeNames: ['All'],
      // A retry by the SDK after a lost response receives the same messages.
      ReceiveRequestAttemptId: randomUUID(),
    });
    try {
      const limits = { abortSignal: closing.signal, requestTimeout: waitMs + 5000 };
      return (await client.send(command, limits)).Messages ?? [];
    } catch (error) {
      if (closing.signal.aborted) return [];
      throw toServiceError(error, options.variable ?? 'QUEUE_URL', 'sqs:ReceiveMessage');
    }
  }

  /** @returns what to keep in hand, or how to settle what is not to be kept: not due, due for its group, or not a job */
  function open({
    ReceiptHandle: handle = '',
    Body: body = '',
    Attributes: attributes = {},
  }: Message): HeldMessage | Settling {
    const read = parseSqsMessage({ receiptHandle: handle, body, attributes }, now());
    if ('unreadable' in read) {
      const { group, unreadable: reason } = read;
      const content = { raw: body.slice(0, 40_000) };
      return async () => {
        await sqs.deadLetter({ group, content, reason, sentAtMs: Number(attributes.SentTimestamp), attempt: 0 });
        await sqs.remove(handle);
      };
    }
    const { delivery, hiddenMs, joins } = read;
    if (hiddenMs > 0) return () => sqs.hide(handle, hiddenMs);
    if (joins === undefined) return { handle, delivery };
    return async () => {
      await sqs.send([joins]);
      await sqs.remove(handle);
      return 'joined';
    };
  }

  /** Receives messages into the hand. @returns whether there may be more to receive at once */
  async function pull(places: number, waitMs: number): Promise<boolean> {
    const untilMs = elapsed() + visibilityMs;
    const most = Math.min(places * perPlace, maxPerReceive);
    const messages = await poll(most, waitMs);
    const opened = messages.map((message) => ({ name: message.Attributes?.MessageGroupId ?? '', read: open(message) }));
    const kept = Map.groupBy(
      opened.flatMap(({ name, read }) => (typeof read === 'function' ? [] : [{ name, ...read }])),
      ({ name }) => name,
    );
    for (const [name, group] of kept) hand.add(name, group, untilMs);
    const settlings = opened.flatMap(({ read }) => (typeof read === 'function' ? [read()] : []));
    const outcomes = await Promise.allSettled(settlings);
    // With at least one job a failure can be ignored: that message becomes visible again.
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure && kept.size === 0) throw failure.reason;
    // A job that has just joined its group may be its head.
    const isJoined = outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value === 'joined');
    return isJoined || messages.length === most;
  }

  /** Receives until `limit` jobs can start, or there are no more. */
  async function fill(limit: number, waitMs: number): Promise<void> {
    let isMore = await pull(limit, waitMs);
    for (;;) {
      const places = limit - hand.count().ready;
      if (!isMore || places <= 0 || closing.signal.aborted) return;
      isMore = await pull(places, 0);
    }
  }

  async function receive(limit: number, waitMs: number): Promise<Delivery[]> {
    if (limit <= 0 || closing.signal.aborted) return [];
    const endMs = performance.now() + Math.min(maxWaitMs, waitMs);
    for (let isFirst = true; ; isFirst = false) {
      const taken = hand.take(limit);
      const leftMs = Math.max(0, endMs - performance.now());
      const isOver = closing.signal.aborted || (!isFirst && leftMs === 0);
      if (taken.length > 0 || isOver) return taken;
      if (leftMs === 0) {
        await fill(limit, 0);
        continue;
      }
      // One for all receivers. It ends early if a job that was already received is ready first.
      longPoll ??= fill(limit, leftMs).finally(() => {
        longPoll = undefined;
      });
      longPoll.catch(() => undefined);
      const untilReadyMs = Math.max(1, hand.nextReadyAtMs() - now());
      await within(Math.min(leftMs, untilReadyMs), Promise.race([longPoll, changed.promise]));
    }
  }

  /** Keeps the job at the head of its group, in hand or, for a long time, in SQS. */
  async function again(delivery: Delivery, delayMs: number, counts: boolean): Promise<void> {
    if (delayMs <= visibilityMs && hand.count().all <= maxInHand) hand.again(delivery, delayMs, counts);
    else await Promise.all(hand.giveUp(delivery).map((handle) => sqs.hide(handle, delayMs)));
    wake();
  }

  return {
    send: sqs.send,
    receive,
    done: (delivery) => hand.end(delivery, sqs.remove).finally(wake),
    retry: (delivery, delayMs) => again(delivery, delayMs, true),
    release: (delivery, delayMs = 0) => again(delivery, delayMs, false),
    async deadLetter(delivery, reason) {
      const { group, job, sentAtMs, attempt } = delivery;
      const work = async (handle: string) => {
        await sqs.deadLetter({ group, content: { job }, reason, sentAtMs, attempt });
        await sqs.remove(handle);
      };
      await hand.end(delivery, work).finally(wake);
    },
    async stats() {
      const { waiting, running, ...rest } = await sqs.stats();
      // SQS counts all that is in hand as received.
      const inHand = Math.min(running, hand.count().waiting);
      return { ...rest, waiting: waiting + inHand, running: running - inHand };
    },
    probe: () => sqs.send([noWork]),
    async close() {
      clearInterval(heartbeat);
      // A job that SQS is delivering right now becomes visible again after its timeout.
      closing.abort();
      wake();
      await longPoll?.catch(() => undefined);
      const returned = Map.groupBy(hand.giveUpIdle(), ({ delayMs }) => seconds(delayMs));
      for (const [delaySeconds, groups] of returned) {
        const handles = groups.flatMap((group) => group.handles);
        await changeVisibility(client, queueUrl, handles, delaySeconds);
      }
    },
  };
}
