import { partitionOf } from '../aws-names.ts';
import { queueRegion } from '../config/endpoints.ts';

/**
 * The ARN of an SQS queue, from its URL: `https://sqs.eu-west-1.amazonaws.com/111122223333/name`.
 * @param region used when the URL names none, as that of a custom endpoint
 * @returns `undefined` when the URL has no account and name
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
 */
export function queueArn(queueUrl: string, region: string): string | undefined {
  const { pathname } = new URL(queueUrl);
  const path = /^\/(\d{12})\/([A-Za-z0-9_.-]{1,80})$/.exec(pathname);
  if (path === null) return undefined;
  const named = queueRegion(queueUrl) ?? region;
  return `arn:${partitionOf(named)}:sqs:${named}:${path[1]}:${path[2]}`;
}
