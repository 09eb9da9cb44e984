import { createHash } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { toSqsId, toSqsText } from './sqs-entry.ts';

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });
/** What of a reason is kept, in characters. `maxBodyBytes` leaves room for it. */
const reasonLength = 500;

export interface DeadLetterMessage {
  group: string;
  /** What the message says of its job: `{job}`, or `{raw}` where it could not be read. */
  content: { job: unknown } | { raw: string };
  reason: string;
  sentAtMs: number;
  attempt: number;
}

/** Where jobs that are given up on are kept: the queue's dead-letter queue. */
export function createSqsDeadLetters(
  client: SQSClient,
  queueUrl: string,
  given: string | undefined,
  now: () => number,
) {
  let found: Promise<string | undefined> | undefined = given === undefined ? undefined : Promise.resolve(given);

  /** A dead-letter queue is of the same account and Region as its queue, so their URLs differ by the name alone. */
  async function look(): Promise<string | undefined> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
    );
    const policy = Attributes?.RedrivePolicy;
    if (policy === undefined) return undefined;
    const name = redrivePolicy.parse(JSON.parse(policy)).deadLetterTargetArn.split(':').at(-1);
    return `${queueUrl.slice(0, queueUrl.lastIndexOf('/'))}/${name}`;
  }

  function url(): Promise<string | undefined> {
    found ??= look().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  return {
    /** The dead-letter queue; `undefined` when the queue has none. */
    url,
    /** The message can be moved back to the queue as it is (SQS's redrive): the reason stands beside the job. */
    async park({ group, content, reason, sentAtMs, attempt }: DeadLetterMessage): Promise<void> {
      const deadLetterUrl = await url();
      if (deadLetterUrl === undefined) {
        throw new AppError(
          'configuration',
          'QUEUE_URL: the queue has no dead-letter queue. Give it one (RedrivePolicy).',
        );
      }
      const parked = { reason: reason.slice(0, reasonLength), atMs: now(), sentAtMs, attempt };
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterUrl,
          MessageBody: toSqsText({ group, ...content, parked }),
          MessageGroupId: toSqsId(group),
          // The same job parked again, because deleting it failed, is one.
          MessageDeduplicationId: createHash('sha256')
            .update(JSON.stringify([group, content, sentAtMs]))
            .digest('hex'),
        }),
      );
    },
  };
}
