import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service-error.ts';
import type { MessageAttribute, PublishedMessage } from './envelopes.ts';
import { invalidParameter } from './sns-error.ts';
import type { Topic } from './topics.ts';

/** The input of Publish. */
export interface MessageToPublish {
  message: string | undefined;
  subject?: string;
  /** `json`: the message is a JSON object of texts by protocol. */
  structure?: string;
  attributes?: Readonly<Record<string, MessageAttribute>>;
}

/**
 * Validates a message as SNS does.
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function checkPublish(topic: Topic, given: MessageToPublish, nowMs: number): PublishedMessage {
  const { message = '', subject, attributes = {} } = given;
  if (message === '') throw invalidParameter('Empty message');
  if (subject !== undefined && !/^[^\p{Cc}]{1,100}$/u.test(subject)) throw invalidParameter('Subject');
  const size = Buffer.byteLength(message) + attributesBytes(attributes);
  if (size > Number(topic.attributes.MaximumMessageSize ?? 262_144)) throw invalidParameter('Message too long');
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes))
    checkAttribute(name, DataType, StringValue ?? BinaryValue);
  return {
    messageId: randomUUID(),
    topicArn: topic.arn,
    subject,
    texts: given.structure === 'json' ? textsOf(message) : { default: message },
    attributes,
    publishedAtMs: nowMs,
  };
}

function textsOf(message: string): Record<string, string> {
  let texts: unknown;
  try {
    texts = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof texts !== 'object' || texts === null || !('default' in texts)) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}

function checkAttribute(name: string, type: string | undefined, value: string | undefined): void {
  if (type === undefined || !/^(String|Number|Binary)(\.|$)/.test(type) || value === undefined || value === '') {
    throw new ServiceError(
      'ParameterValueInvalid',
      400,
      `The message attribute '${name}' must contain non-empty message attribute value of a supported type.`,
    );
  }
}

function attributesBytes(attributes: Readonly<Record<string, MessageAttribute>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    0,
  );
}
