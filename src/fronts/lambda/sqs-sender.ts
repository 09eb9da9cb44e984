import { toSqsEntry } from '../../cloud/sqs-entry.ts';
import { AppError } from '../../errors.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { SignedCall } from './signed-call.ts';

/**
 * Creates a sender for the SQS FIFO queues of `QUEUE_URL` and `PEOPLE_QUEUE_URL`. It sends one job after the other. Repeating it within five minutes
 * is safe, because SQS deduplicates.
 * @returns `send` throws AppError `configuration` when there is no queue
 */
export function createSqsSender(
  call: SignedCall,
  given: { queueUrl: string | undefined; peopleQueueUrl?: string | undefined },
  now: () => number,
): Pick<JobQueue, 'send'> {
  const peopleQueueUrl = given.peopleQueueUrl?.trim();
  return {
    async send(jobs) {
      const mainUrl = given.queueUrl?.trim();
      if (!mainUrl) throw new AppError('configuration', 'QUEUE_URL: found nothing, expected an SQS FIFO queue');
      for (const job of jobs) {
        const queueUrl = (job.touchesNoCard && peopleQueueUrl) || mainUrl;
        const send = { service: 'sqs', name: 'SendMessage', queueUrl } as const;
        await call(send, { QueueUrl: queueUrl, ...toSqsEntry(job, now()) });
      }
    },
  };
}
