import { SQSClient } from '@aws-sdk/client-sqs';
import { abortAtDeadline } from '../aws/abort-at-deadline.ts';
import { measureCalls } from '../aws/measure-calls.ts';
import { queueEndpoint, queueRegion } from '../config/endpoints.ts';
import type { DeadLetters } from '../jobs/dead-letters.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Metrics } from '../metrics.ts';
import { createDeadLettersInSqs } from './dead-letters.ts';
import { createSqsQueue } from './sqs-queue.ts';

/** Creates a client for one queue: signs for the queue's Region and sends to its endpoint, with the default credentials. */
export function openSqsClient(
  queueUrl: string,
  environment: NodeJS.ProcessEnv = process.env,
  metrics?: Metrics,
): SQSClient {
  const region = queueRegion(queueUrl);
  const client = new SQSClient({
    ...(region !== undefined && { region }),
    endpoint: queueEndpoint(queueUrl, environment),
    maxAttempts: 4,
    // Longer than the longest long poll.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
  });
  return measureCalls(abortAtDeadline(client), metrics);
}

/** Opens the queue of jobs in SQS FIFO. */
export function openSqsQueue(queueUrl: string, now: () => number, metrics?: Metrics): JobQueue {
  return createSqsQueue({ client: openSqsClient(queueUrl, process.env, metrics), queueUrl, now });
}

/** Opens the dead letters of that queue. */
export function openDeadLettersInSqs(queueUrl: string, now: () => number): DeadLetters {
  return createDeadLettersInSqs({ client: openSqsClient(queueUrl), queueUrl, now });
}
