import { SQSClient } from '@aws-sdk/client-sqs';
import { queueEndpoint, queueRegion } from '../endpoints.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { createSqsQueue } from './sqs-queue.ts';

/** A client for one queue, with the environment's credentials: signed for the queue's Region, sent where it is. */
export function openSqsClient(queueUrl: string, environment: NodeJS.ProcessEnv = process.env): SQSClient {
  const region = queueRegion(queueUrl);
  return new SQSClient({
    ...(region !== undefined && { region }),
    endpoint: queueEndpoint(queueUrl, environment),
    maxAttempts: 4,
    // Longer than the longest poll.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
}

/** Opens the queue in SQS FIFO. */
export function openSqsQueue(queueUrl: string, now: () => number): JobQueue {
  return createSqsQueue({ client: openSqsClient(queueUrl), queueUrl, now });
}
