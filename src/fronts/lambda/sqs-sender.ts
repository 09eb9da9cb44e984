import { toSqsEntry } from '../../cloud/sqs-entry.ts';
import { AppError } from '../../errors.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { SignedCall } from './signed-call.ts';

/**
 * Creates a sender for the SQS FIFO queue of `QUEUE_URL`. It sends one job after the other. Repeating it within five minutes
 * is safe, because SQS deduplicates.
 * @returns `send` throws AppError `configuration` when there is no queue
 */
export function createSqsSender(
  call: SignedCall,
  givenUrl: string | undefined,
  now: () => number,
): Pick<JobQueue, 'send'> {
  return {
    async send(jobs) {
      const queueUrl = givenUrl?.trim();
      if (!queueUrl) throw new AppError('configuration', 'QUEUE_URL: found nothing, expected an SQS FIFO queue');
      const send = { service: 'sqs', name: 'SendMessage', queueUrl } as const;
      for (const job of jobs) await call(send, { QueueUrl: queueUrl, ...toSqsEntry(job, now()) });
    },
  };
}
