import { chosenAttributes, md5OfAttributes } from './message-attributes.ts';
import { invalidAttributeName } from './sqs-error.ts';
import type { SqsQueue, StoredMessage } from './sqs-queue.ts';

const systemAttributes = {
  SenderId: (_message: StoredMessage, account: string): unknown => account,
  SentTimestamp: (message: StoredMessage): unknown => message.sentAtMs,
  ApproximateReceiveCount: (message: StoredMessage): unknown => message.receiveCount,
  ApproximateFirstReceiveTimestamp: (message: StoredMessage): unknown => message.firstReceivedAtMs,
  SequenceNumber: (message: StoredMessage): unknown => message.sequence,
  MessageGroupId: (message: StoredMessage): unknown => message.groupId,
  MessageDeduplicationId: (message: StoredMessage): unknown => message.dedupeId,
  AWSTraceHeader: (message: StoredMessage): unknown => message.traceHeader,
  DeadLetterQueueSourceArn: (message: StoredMessage): unknown => message.deadLetterSource,
};

/** @throws SqsError for a name that SQS does not have */
export function checkSystemNames(systemNames: readonly string[]): void {
  for (const name of systemNames) {
    if (name !== 'All' && !Object.hasOwn(systemAttributes, name)) throw invalidAttributeName(name);
  }
}

/** A message in the shape of ReceiveMessage's response, with the requested attributes. */
export function describeMessage(
  message: StoredMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
  { account }: { account: string },
) {
  const wanted = Object.entries(systemAttributes).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const system = wanted
    .map(([name, read]) => [name, read(message, account)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const);
  const attributes = chosenAttributes(message.attributes, attributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length > 0 && {
      MD5OfMessageAttributes: md5OfAttributes(attributes),
      MessageAttributes: attributes,
    }),
  };
}

/** The requested attributes of a queue. */
export function describeQueue(queue: SqsQueue, names: readonly string[]): Record<string, string> | undefined {
  const { visible, inFlight, delayed } = queue.counts();
  const all: Record<string, string> = {
    ...queue.attributes(),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.createdAtMs),
    LastModifiedTimestamp: seconds(queue.changedAtMs()),
  };
  if (names.includes('All')) return all;
  for (const name of names) if (!knownNames.has(name)) throw invalidAttributeName(name);
  const wanted = Object.entries(all).filter(([name]) => names.includes(name));
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted);
}

const seconds = (timeMs: number) => String(Math.floor(timeMs / 1000));

const knownNames = new Set([
  'Policy',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
  'ApproximateNumberOfMessagesDelayed',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
]);
