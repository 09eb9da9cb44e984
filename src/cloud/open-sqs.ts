import { SQSClient } from '@aws-sdk/client-sqs';
import { cutOff } from '../aws/cut-off.ts';
import { queueEndpoint, queueRegion } from '../endpoints.ts';
import type { DeadLetters } from '../jobs/dead-letters.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { createDeadLettersInSqs } from './dead-letters.ts';
import { createSqsQueue } from './sqs-queue.ts';

/** A client for one queue, with the environment's credentials: signed for the queue's Region, sent where it is. */
export function openSqsClient(queueUrl: string, environment: NodeJS.ProcessEnv = process.env): SQSClient {
  const region = queueRegion(queueUrl);
  const client = new SQSClient({
    ...(region !== undefined && { region }),
    endpoint: queueEndpoint(queueUrl, environment),
    maxAttempts: 4,
    // Longer than the longest poll.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
  return cutOff(client);
}

/** Opens the queue in SQS FIFO. */
export function openSqsQueue(queueUrl: string, now: () => number): JobQueue {
  return createSqsQueue({ client: openSqsClient(queueUrl), queueUrl, now });
}

/** Opens the dead letters of that queue. */
export function openDeadLettersInSqs(queueUrl: string, now: () => number): DeadLetters {
  return createDeadLettersInSqs({ client: openSqsClient(queueUrl), queueUrl, now });
}
