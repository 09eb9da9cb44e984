import type { EmbeddedServices } from 'slack-aws-sandbox';
import { seedAccount } from 'slack-aws-sandbox/aws';

/**
 * Creates an SQS queue with a policy for the topics, and subscribes it to them.
 * @returns its address
 */
export function notificationsQueue(
  { aws, sns, sqs }: EmbeddedServices,
  topics: readonly string[],
  visibilityTimeoutS = 30,
): string {
  const owner = { account: seedAccount, region: 'eu-west-1' };
  const queue = sqs.queues.create(owner, 'notifications', { VisibilityTimeout: String(visibilityTimeoutS) });
  const Statement = topics.map((topic) => ({
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.arn,
    Condition: { ArnEquals: { 'aws:SourceArn': topic } },
  }));
  sqs.queues.configure(queue, { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  for (const topic of topics) sns.topics.subscribe(sns.topics.get(topic), 'sqs', queue.arn, seedAccount);
  return `${aws.url}/${seedAccount}/notifications`;
}
