import type { EmbeddedSqs } from '../sqs/embedded-sqs.ts';
import type { MessageAttributes } from '../sqs/message-attributes.ts';
import { SqsError } from '../sqs/sqs-error.ts';
import { type Envelope, type MessageAttribute, type PublishedMessage, textFor } from './envelopes.ts';
import { policyAllows } from './policy.ts';
import type { Subscription } from './topics.ts';

/** The outcome of one attempt. `again`: SNS would retry. */
export interface Outcome {
  ok: boolean;
  again: boolean;
  /** For HTTP subscribers that answered. */
  status?: number;
  /** Why it failed, when no status says so. */
  error?: string;
}

/** Runs a Lambda function of the sandbox. Rejects when the function fails. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<void>;

const done: Outcome = { ok: true, again: false };

/**
 * Posts to an HTTP endpoint as SNS does. A timeout or a status outside 200-499 is retried; a 4xx is not.
 * @param raw send the bare text instead of the envelope
 * @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
 */
export async function postTo(
  subscription: Subscription,
  envelope: Envelope,
  raw: string | undefined,
  timeoutMs: number,
  stopped: AbortSignal,
): Promise<Outcome> {
  try {
    const response = await fetch(subscription.endpoint, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': envelope.Type,
        'x-amz-sns-message-id': envelope.MessageId,
        'x-amz-sns-topic-arn': subscription.topicArn,
        ...(envelope.Type === 'Notification' && { 'x-amz-sns-subscription-arn': subscription.arn }),
        ...(raw !== undefined && { 'x-amz-sns-rawdelivery': 'true' }),
      },
      body: raw ?? JSON.stringify(envelope, null, 2),
    });
    await response.body?.cancel();
    const { status } = response;
    return { ok: response.ok, again: status >= 500, status };
  } catch (error) {
    return { ok: false, again: true, error: String(error) };
  }
}

/** Sends a message to a queue whose policy allows the topic to. */
export function sendToQueue(
  sqs: EmbeddedSqs | undefined,
  subscription: Subscription,
  envelope: Envelope,
  message: PublishedMessage,
): Outcome {
  const queue = sqs?.queues.byArn(subscription.endpoint);
  const failed = (error: string): Outcome => ({ ok: false, again: false, error });
  if (queue === undefined) return failed('the queue does not exist');
  const allowed = policyAllows(queue.attributes().Policy, {
    service: 'sns.amazonaws.com',
    action: 'SQS:SendMessage',
    resource: queue.arn,
    context: {
      'aws:sourcearn': subscription.topicArn,
      'aws:sourceaccount': subscription.topicArn.split(':')[4] ?? '',
    },
  });
  if (!allowed) return failed("the queue's policy does not let sns.amazonaws.com send messages of this topic");
  try {
    if (subscription.raw) queue.send({ body: textFor(message, subscription), attributes: forSqs(message.attributes) });
    else queue.send({ body: JSON.stringify(envelope, null, 2) });
    return done;
  } catch (error) {
    if (error instanceof SqsError) return failed(error.message);
    throw error;
  }
}

/**
 * Invokes a function with SNS's event; a failed invocation is retried.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export async function invoke(
  invokeFunction: InvokeFunction | undefined,
  subscription: Subscription,
  envelope: Envelope,
): Promise<Outcome> {
  if (invokeFunction === undefined) return { ok: false, again: false, error: 'the sandbox runs no functions' };
  const { SigningCertURL, UnsubscribeURL, ...rest } = envelope;
  const Sns = {
    Subject: null,
    MessageAttributes: {},
    ...rest,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns };
  try {
    await invokeFunction(subscription.endpoint, { Records: [record] });
    return done;
  } catch (error) {
    return { ok: false, again: true, error: String(error) };
  }
}

function forSqs(attributes: Readonly<Record<string, MessageAttribute>>): MessageAttributes {
  const entries = Object.entries(attributes).map(([name, { DataType = 'String', ...value }]) => [
    name,
    { DataType, ...value },
  ]);
  return Object.fromEntries(entries);
}
