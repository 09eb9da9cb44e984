import { createHash } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { toSqsId, toSqsText } from './sqs-entry.ts';

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });
/** The longest reason, in characters. `maxBodyBytes` leaves room for it. */
const reasonLength = 500;

export interface DeadLetterMessage {
  group: string;
  /** The job, or the `raw` body of a message that does not parse. */
  content: { job: unknown } | { raw: string };
  reason: string;
  sentAtMs: number;
  attempt: number;
}

/**
 * The dead-letter queue of a queue.
 * @param given the URL of the dead-letter queue; `undefined`: it is read from the redrive policy
 */
export function createSqsDeadLetters(
  client: SQSClient,
  queueUrl: string,
  given: string | undefined,
  now: () => number,
) {
  let found: Promise<string | undefined> | undefined = given === undefined ? undefined : Promise.resolve(given);

  /** A dead-letter queue has the account and Region of its queue, so only the name in the URL differs. */
  async function readUrl(): Promise<string | undefined> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
    );
    const policy = Attributes?.RedrivePolicy;
    if (policy === undefined) return undefined;
    const name = redrivePolicy.parse(JSON.parse(policy)).deadLetterTargetArn.split(':').at(-1);
    return `${queueUrl.slice(0, queueUrl.lastIndexOf('/'))}/${name}`;
  }

  function url(): Promise<string | undefined> {
    found ??= readUrl().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  return {
    /** The URL of the dead-letter queue; `undefined` when the queue has none. */
    url,
    /**
     * Sends a job to the dead-letter queue. The reason is beside the job in the body, so that SQS's redrive works.
     * @throws AppError `configuration` when there is no dead-letter queue
     */
    async add({ group, content, reason, sentAtMs, attempt }: DeadLetterMessage): Promise<void> {
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
          // If the delete that follows fails and this is repeated, SQS deduplicates it.
          MessageDeduplicationId: createHash('sha256')
            .update(JSON.stringify([group, content, sentAtMs]))
            .digest('hex'),
        }),
      );
    },
  };
}
