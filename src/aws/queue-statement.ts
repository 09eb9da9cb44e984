/**
 * The statement by which topics, and nobody else's, may send to a queue: to be added to the queue's policy.
 * @returns JSON
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
 */
export function queueStatement(queueArn: string, topicArns: readonly string[]): string {
  const [first, ...more] = topicArns;
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': more.length === 0 ? first : topicArns } },
  });
}
