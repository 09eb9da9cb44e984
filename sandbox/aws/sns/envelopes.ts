import { randomUUID } from 'node:crypto';
import type { Signer } from './signer.ts';
import type { Subscription, Topic } from './topics.ts';

/** The URLs in envelopes. */
export interface SnsAddresses {
  /** Base URL of certificates, confirmations and unsubscribe links, for example `http://127.0.0.1:4567`. */
  publicUrl: string;
  signer: Signer;
  now: () => number;
}

/** A message attribute in the query protocol: binary values are base64. */
export interface MessageAttribute {
  DataType?: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** A message for the subscribers. */
export interface PublishedMessage {
  messageId: string;
  topicArn: string;
  subject: string | undefined;
  /** The text by protocol; `default` for all others. */
  texts: Readonly<Record<string, string>>;
  attributes: Readonly<Record<string, MessageAttribute>>;
  publishedAtMs: number;
}

/** The delivered fields, in SNS's order. */
export type Envelope = Readonly<Record<string, unknown>> & { Type: string; MessageId: string };

/**
 * The envelope of a message for one subscription.
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
 */
export function notificationEnvelope(
  message: PublishedMessage,
  topic: Topic,
  subscription: Subscription,
  { publicUrl, signer }: SnsAddresses,
): Envelope {
  const fields = {
    Type: 'Notification',
    MessageId: message.messageId,
    TopicArn: topic.arn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: textFor(message, subscription),
    Timestamp: new Date(message.publishedAtMs).toISOString(),
  };
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue },
  ]);
  return {
    ...signed(fields, topic, publicUrl, signer),
    UnsubscribeURL: `${publicUrl}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

/**
 * The envelope that asks an endpoint to confirm its subscription, or informs it that the subscription ended.
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
 */
export function confirmationEnvelope(
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  topic: Topic,
  subscription: Subscription,
  { publicUrl, signer, now }: SnsAddresses,
): Envelope {
  const { token } = subscription;
  const text =
    type === 'SubscriptionConfirmation'
      ? `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;
  const fields = {
    Type: type,
    MessageId: randomUUID(),
    Token: token,
    TopicArn: topic.arn,
    Message: text,
    SubscribeURL: `${publicUrl}/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${token}`,
    Timestamp: new Date(now()).toISOString(),
  };
  return signed(fields, topic, publicUrl, signer);
}

/** The text for a subscription's protocol. */
export const textFor = ({ texts }: PublishedMessage, { protocol }: Subscription) =>
  texts[protocol] ?? texts.default ?? '';

function signed<T extends { Type: string; MessageId: string }>(
  fields: T & Readonly<Record<string, string>>,
  topic: Topic,
  publicUrl: string,
  signer: Signer,
) {
  const version = topic.attributes.SignatureVersion ?? '1';
  return {
    ...fields,
    SignatureVersion: version,
    Signature: signer.sign(fields, version),
    SigningCertURL: `${publicUrl}/${signer.certificateName}`,
  };
}
