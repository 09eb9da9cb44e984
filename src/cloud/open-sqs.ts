import { SQSClient } from '@aws-sdk/client-sqs';
import { abortAtDeadline } from '../aws/abort-at-deadline.ts';
import { measureCalls } from '../aws/measure-calls.ts';
import { queueEndpoint, queueRegion } from '../config/endpoints.ts';
import type { DeadLetters } from '../jobs/dead-letters.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Metrics } from '../metrics.ts';
import { createDeadLettersInSqs } from './dead-letters.ts';
import { withPeopleQueue } from './people-queue.ts';
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

/**
 * Opens the queue of jobs, and that of what people wait for and what touches no card.
 * @returns `forPeople`: the second queue alone, for a worker of its own
 */
export function openSqsQueues(
  queueUrl: string,
  peopleQueueUrl: string,
  now: () => number,
  metrics?: Metrics,
): { queue: JobQueue; forPeople: JobQueue } {
  const client = openSqsClient(peopleQueueUrl, process.env, metrics);
  const apart = { variable: 'PEOPLE_QUEUE_URL', deadLettersOf: queueUrl } as const;
  const forPeople = createSqsQueue({ client, queueUrl: peopleQueueUrl, ...apart, now });
  return { queue: withPeopleQueue(openSqsQueue(queueUrl, now, metrics), forPeople), forPeople };
}

/** Opens the dead letters of that queue. */
export function openDeadLettersInSqs(queueUrl: string, now: () => number): DeadLetters {
  return createDeadLettersInSqs({ client: openSqsClient(queueUrl), queueUrl, now });
}
