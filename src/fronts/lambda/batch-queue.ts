import { openSqsClient } from '../../cloud/open-sqs.ts';
import { createSqsDeadLetters } from '../../cloud/sqs-dead-letters.ts';
import type { SqsMessage } from '../../cloud/sqs-message.ts';
import { createSqsQueue } from '../../cloud/sqs-queue.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Metrics } from '../../metrics.ts';

/** The queue for a function whose jobs Lambda receives and deletes. */
export interface BatchQueue extends Pick<JobQueue, 'send' | 'retry' | 'deadLetter' | 'stats'> {
  /** Moves a message that is not a job to the dead letters. The caller reports it to Lambda as done. */
  deadLetterUnreadable(message: SqsMessage, group: string, reason: string): Promise<void>;
}

/** Opens the queue, and loads the SQS client. */
export function openBatchQueue(queueUrl: string, now: () => number, metrics?: Metrics): BatchQueue {
  const client = openSqsClient(queueUrl, process.env, metrics);
  const deadLetters = createSqsDeadLetters(client, queueUrl, undefined, now);
  const queue = createSqsQueue({ client, queueUrl, now });
  return {
    send: queue.send,
    retry: queue.retry,
    deadLetter: queue.deadLetter,
    stats: queue.stats,
    deadLetterUnreadable: ({ body, attributes }, group, reason) =>
      deadLetters.add({
        group,
        content: { raw: body.slice(0, 40_000) },
        reason,
        sentAtMs: Number(attributes.SentTimestamp ?? now()),
        attempt: 0,
      }),
  };
}
