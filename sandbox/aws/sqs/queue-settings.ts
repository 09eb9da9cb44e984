import { invalidAttributeName, invalidAttributeValue, invalidParameter } from './sqs-error.ts';

/** A queue's settable attributes on the wire: all values are text. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** The attributes as the queue uses them. */
export interface QueueSettings {
  fifo: boolean;
  delayMs: number;
  maximumMessageBytes: number;
  retentionMs: number;
  waitSeconds: number;
  visibilitySeconds: number;
  contentBasedDeduplication: boolean;
  deduplicatePerGroup: boolean;
  redrive: { deadLetterArn: string; maxReceiveCount: number } | undefined;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
const numbers: Readonly<Record<string, { min: number; max: number; initial: number }>> = {
  DelaySeconds: { min: 0, max: 900, initial: 0 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, initial: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, initial: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, initial: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, initial: 30 },
};
const words: Readonly<Record<string, readonly string[]>> = {
  SqsManagedSseEnabled: ['true', 'false'],
  FifoQueue: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};
const fifoOnly: Readonly<Record<string, string>> = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};
const texts = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
]);

/** Attributes of a new queue. */
export function initialAttributes(fifo: boolean): QueueAttributes {
  const counts = Object.entries(numbers).map(([name, { initial }]) => [name, String(initial)]);
  return { ...Object.fromEntries(counts), SqsManagedSseEnabled: 'true', ...(fifo ? fifoOnly : {}) };
}

/**
 * Merges `changes` into `current`. An empty text removes an optional attribute.
 * @throws SqsError for an invalid name or value
 */
export function changeAttributes(current: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const fifo = current.FifoQueue === 'true';
  const next: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    check(name, value, fifo);
    if (texts.has(name) && value === '') delete next[name];
    else next[name] = value;
  }
  if (next.FifoThroughputLimit === 'perMessageGroupId' && next.DeduplicationScope !== 'messageGroup') {
    throw invalidAttributeValue('FifoThroughputLimit');
  }
  return next;
}

function check(name: string, value: string, fifo: boolean): void {
  const range = numbers[name];
  if (range !== undefined) {
    if (!/^\d{1,7}$/.test(value) || Number(value) < range.min || Number(value) > range.max) {
      throw invalidAttributeValue(name);
    }
    return;
  }
  if (Object.hasOwn(fifoOnly, name) && !fifo) throw invalidAttributeName(name);
  const choice = words[name];
  if (choice !== undefined) {
    if (!choice.includes(value) || (name === 'FifoQueue' && value !== 'true')) throw invalidAttributeValue(name);
    return;
  }
  if (!texts.has(name)) throw invalidAttributeName(name);
}

/** @throws SqsError for an invalid redrive policy */
export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const seconds = (name: string) => Number(attributes[name]);
  return {
    fifo: attributes.FifoQueue === 'true',
    delayMs: seconds('DelaySeconds') * 1000,
    maximumMessageBytes: Number(attributes.MaximumMessageSize),
    retentionMs: seconds('MessageRetentionPeriod') * 1000,
    waitSeconds: seconds('ReceiveMessageWaitTimeSeconds'),
    visibilitySeconds: seconds('VisibilityTimeout'),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    deduplicatePerGroup: attributes.DeduplicationScope === 'messageGroup',
    redrive: redriveOf(attributes.RedrivePolicy),
  };
}

function redriveOf(policy: string | undefined): QueueSettings['redrive'] {
  if (policy === undefined) return undefined;
  const refuse = (reason: string) =>
    invalidParameter(`Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch {
    throw refuse('Redrive policy is not a valid JSON map');
  }
  if (typeof parsed !== 'object' || parsed === null) throw refuse('Redrive policy is not a valid JSON map');
  const deadLetterArn = 'deadLetterTargetArn' in parsed ? parsed.deadLetterTargetArn : undefined;
  const maxReceiveCount = 'maxReceiveCount' in parsed ? Number(parsed.maxReceiveCount) : 10;
  if (typeof deadLetterArn !== 'string')
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn');
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000) {
    throw refuse('Invalid value for maxReceiveCount: must be an integer between 1 and 1000');
  }
  return { deadLetterArn, maxReceiveCount };
}
