import { openSqsClient } from '../../cloud/open-sqs.ts';
import type { SqsMessage } from '../../cloud/sqs-message.ts';
import { createSqsOperations } from '../../cloud/sqs-operations.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Metrics } from '../../metrics.ts';

/** The queue for a function whose jobs Lambda receives and deletes. The id of a delivery is its receipt handle. */
export interface BatchQueue extends Pick<JobQueue, 'send' | 'retry' | 'deadLetter' | 'stats'> {
  /** Moves a message that is not a job to the dead letters. The caller reports it to Lambda as done. */
  deadLetterUnreadable(message: SqsMessage, group: string, reason: string): Promise<void>;
}

/** Opens the queue, and loads the SQS client. @param mainQueueUrl for the queue of people: the other queue */
export function openBatchQueue(
  queueUrl: string,
  now: () => number,
  metrics?: Metrics,
  mainQueueUrl = queueUrl,
): BatchQueue {
  const sqs = createSqsOperations({
    client: openSqsClient(queueUrl, process.env, metrics),
    queueUrl,
    variable: queueUrl === mainQueueUrl ? 'QUEUE_URL' : 'PEOPLE_QUEUE_URL',
    deadLettersOf: mainQueueUrl,
    now,
  });
  return {
    send: sqs.send,
    stats: sqs.stats,
    retry: ({ id }, delayMs) => sqs.hide(id, delayMs),
    async deadLetter({ id, group, job, sentAtMs, attempt }, reason) {
      await sqs.deadLetter({ group, content: { job }, reason, sentAtMs, attempt });
      await sqs.remove(id);
    },
    deadLetterUnreadable: ({ body, attributes }, group, reason) =>
      sqs.deadLetter({
        group,
        content: { raw: body.slice(0, 40_000) },
        reason,
        sentAtMs: Number(attributes.SentTimestamp ?? now()),
        attempt: 0,
      }),
  };
}
