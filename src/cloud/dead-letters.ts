import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type DeadLetter, type DeadLetters, jobOf, letterNamed } from '../jobs/dead-letters.ts';
import { callService } from './service-fault.ts';
import { createSqsDeadLetters } from './sqs-dead-letters.ts';
import { toSqsEntry } from './sqs-entry.ts';
import { createSendInOrder } from './sqs-send.ts';
import { changeVisibility } from './sqs-visibility.ts';

export interface SqsDeadLettersOptions {
  client: SQSClient;
  /** The queue of jobs, whose redrive policy names the dead-letter queue. */
  queueUrl: string;
  now: () => number;
  random?: () => number;
  /** The long polling of a receive, in seconds: with short polling, SQS queries only some of its servers. */
  waitSeconds?: number;
}

/** The visibility timeout while dead letters are read, in seconds. They are made visible again earlier. */
const hiddenSeconds = 60;
const perCall = 10;
/** The most dead letters read: more would take longer than the visibility timeout. */
const maxRead = 1000;

const bodySchema = z.object({
  group: z.string(),
  job: z.unknown().optional(),
  raw: z.string().optional(),
  parked: z.object({ reason: z.string(), atMs: z.number(), sentAtMs: z.number(), attempt: z.number() }).optional(),
});

interface Held {
  id: string;
  handle: string;
  letter: DeadLetter;
}

/**
 * The dead letters in SQS. SQS can only read a message by receiving it, so each is hidden for a moment and then made visible
 * again. SQS delivers at most ten of a group until some are deleted.
 */
export function createDeadLettersInSqs(options: SqsDeadLettersOptions): DeadLetters {
  const { client, queueUrl, now, random = Math.random, waitSeconds = 1 } = options;
  const sendInOrder = createSendInOrder({ client, queueUrl, random });
  const { url } = createSqsDeadLetters(client, queueUrl, undefined, now);

  const call = <T>(action: string, work: () => Promise<T>) => callService('QUEUE_URL', action, work);

  async function deadLetterQueue(): Promise<string> {
    const found = await call('sqs:GetQueueAttributes', url);
    if (found !== undefined) return found;
    throw new AppError('configuration', 'QUEUE_URL: the queue has no dead-letter queue. Give it one (RedrivePolicy).');
  }

  async function receive(QueueUrl: string): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: perCall,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: hiddenSeconds,
      MessageSystemAttributeNames: ['All'],
    });
    return (await call('sqs:ReceiveMessage', () => client.send(command))).Messages ?? [];
  }

  async function count(QueueUrl: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await call('sqs:GetQueueAttributes', () =>
      client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  }

  /** Receives all dead letters for `work`, then makes those visible again that it did not remove from the list. */
  async function holding<T>(work: (held: Held[], queue: string) => Promise<T>): Promise<T> {
    const queue = await deadLetterQueue();
    const held: Held[] = [];
    try {
      while (held.length < maxRead) {
        const messages = await receive(queue);
        if (messages.length === 0) break;
        held.push(...messages.map(toHeld));
      }
      return await work(held, queue);
    } finally {
      await changeVisibility(
        client,
        queue,
        held.map(({ handle }) => handle),
        0,
      );
    }
  }

  async function take(id: string, also: (letter: DeadLetter) => Promise<void>): Promise<DeadLetter> {
    return holding(async (held, QueueUrl) => {
      const { handle, letter } = letterNamed(held, id);
      await also(letter);
      await call('sqs:DeleteMessage', () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle })));
      held.splice(0, held.length, ...held.filter((each) => each.handle !== handle));
      return letter;
    });
  }

  return {
    async list() {
      return holding(async (held, queue) => ({
        letters: held.map(({ letter }) => letter).sort((one, other) => one.failedAtMs - other.failedAtMs),
        hidden: await count(queue),
      }));
    },
    retry: (id) =>
      take(id, async (letter) => {
        const job = jobOf(letter);
        // If the delete fails and the retry is repeated within five minutes, SQS deduplicates the job.
        const entry = toSqsEntry({ group: letter.group, dedupeId: `retry:${letter.id}`, job }, now());
        await sendInOrder([entry]);
      }),
    drop: (id) => take(id, async () => undefined),
    async close() {
      client.destroy();
    },
  };
}

function toHeld({ MessageId: id = '', ReceiptHandle: handle = '', Body: body = '', Attributes = {} }: Message): Held {
  const read = envelopeOf(body);
  const sentAtMs = Number(Attributes.SentTimestamp ?? 0);
  const { parked } = read ?? {};
  const letter: DeadLetter = {
    id,
    group: read?.group ?? Attributes.MessageGroupId ?? '',
    content: read === undefined ? body : (read.job ?? read.raw),
    attempt: parked?.attempt ?? Number(Attributes.ApproximateReceiveCount ?? 0),
    sentAtMs: parked?.sentAtMs ?? sentAtMs,
    failedAtMs: parked?.atMs ?? sentAtMs,
    ...(parked && { reason: parked.reason }),
  };
  return { id, handle, letter };
}

function envelopeOf(body: string): z.infer<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
