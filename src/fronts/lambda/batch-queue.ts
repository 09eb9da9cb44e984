import { openSqsClient } from '../../cloud/open-sqs.ts';
import { createSqsDeadLetters } from '../../cloud/sqs-dead-letters.ts';
import type { SqsMessage } from '../../cloud/sqs-message.ts';
import { createSqsQueue } from '../../cloud/sqs-queue.ts';
import type { JobQueue } from '../../jobs/queue.ts';

/** The queue as a function needs it that is handed its jobs by Lambda: nothing is received, nor deleted when done. */
export interface BatchQueue extends Pick<JobQueue, 'send' | 'retry' | 'park' | 'stats'> {
  /** Puts a message that is no job aside. Whoever received it reports it as done. */
  parkUnreadable(message: SqsMessage, group: string, reason: string): Promise<void>;
}

/** Loads the SQS client. */
export function openBatchQueue(queueUrl: string, now: () => number): BatchQueue {
  const client = openSqsClient(queueUrl);
  const parking = createSqsDeadLetters(client, queueUrl, undefined, now);
  const queue = createSqsQueue({ client, queueUrl, now });
  return {
    send: queue.send,
    retry: queue.retry,
    park: queue.park,
    stats: queue.stats,
    parkUnreadable: ({ body, attributes }, group, reason) =>
      parking.park({
        group,
        content: { raw: body.slice(0, 40_000) },
        reason,
        sentAtMs: Number(attributes.SentTimestamp ?? now()),
        attempt: 0,
      }),
  };
}
