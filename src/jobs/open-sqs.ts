import { SQSClient } from '@aws-sdk/client-sqs';
import type { JobQueue } from './queue.ts';
import { createSqsQueue } from './sqs-queue.ts';

/** A client with the credentials and Region of the environment. */
export function openSqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 4,
    // Longer than the longest poll.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
}

/** Opens the queue in SQS FIFO. */
export function openSqsQueue(queueUrl: string, now: () => number): JobQueue {
  return createSqsQueue({ client: openSqsClient(), queueUrl, now });
}
