/**
 * The statement of a queue policy that allows exactly these topics to send to the queue.
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
