import type { ServiceHandler } from '../handler.ts';
import { errorResponse } from '../protocol/error-response.ts';
import { ServiceError } from '../service-error.ts';
import type { EmbeddedSqs } from '../sqs/embedded-sqs.ts';
import { createDeliveries, type DeliveryLogEntry } from './deliveries.ts';
import type { DeliveryFaults } from './delivery-faults.ts';
import { confirmationEnvelope, notificationEnvelope, type PublishedMessage, textFor } from './envelopes.ts';
import { policyAllows } from './policy.ts';
import { servePublicHost } from './public-host.ts';
import { checkPublish, type MessageToPublish } from './publish.ts';
import { parseQueryForm } from './query-form.ts';
import { createSigner } from './signer.ts';
import { notAuthorized } from './sns-error.ts';
import { snsOperations } from './sns-operations.ts';
import { type InvokeFunction, invoke, postTo, sendToQueue } from './subscriber.ts';
import { createTopics, type Subscription, type Topic, type Topics } from './topics.ts';
import { xmlAnswer } from './xml-answer.ts';

export interface EmbeddedSnsOptions {
  /** Target of `sqs` subscriptions. */
  sqs?: EmbeddedSqs;
  /** Target of `lambda` subscriptions. */
  invokeFunction?: InvokeFunction;
  now?: () => number;
  /** Delays before the second, third and fourth attempt. Those of SNS are 20 seconds each. */
  retryDelaysMs?: readonly number[];
  /** How long an HTTP endpoint may take to answer. */
  timeoutMs?: number;
}

export interface EmbeddedSns {
  handler: ServiceHandler;
  topics: Topics;
  /**
   * Publishes from within the process.
   * @param service an AWS service, for example `ssm-incidents.amazonaws.com`, that the topic's policy must allow;
   * absent
   *   for the topic's owner
   * @returns the message's id
   * @throws ServiceError
   */
  publish(topicArn: string, message: string, options?: { subject?: string; service?: string }): string;
  /** Subscribes an HTTP(S) endpoint from within the process. It must confirm, as always. */
  subscribe(topicArn: string, endpoint: string): void;
  /** All accepted messages, oldest first. */
  readonly published: readonly PublishedMessage[];
  /** All delivery attempts. */
  readonly deliveries: readonly DeliveryLogEntry[];
  /** URL of the signing certificate: the one that an app in the sandbox must trust. */
  readonly certificateUrl: string;
  /** Requests to SNS's public address: certificates, and links that software should not follow. */
  readonly publicRequests: readonly string[];
  /** Sets the faults of deliveries from now on; `undefined` removes them. */
  setFaults(faults: DeliveryFaults | undefined): void;
  /** Resolves when every message was delivered or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Number of messages to retain. */
const keptMessages = 1000;

/**
 * Amazon SNS in memory: the query protocol that `@aws-sdk/client-sns` speaks, and real deliveries, signed with a key
 * generated at the start, to HTTP endpoints, to queues of the embedded SQS and to functions. FIFO topics are not
 * supported.
 * @see https://docs.aws.amazon.com/sns/latest/api/welcome.html
 */
export async function createEmbeddedSns({
  sqs,
  invokeFunction,
  now = Date.now,
  retryDelaysMs = [20_000, 20_000, 20_000],
  timeoutMs = 15_000,
}: EmbeddedSnsOptions = {}): Promise<EmbeddedSns> {
  const stop = new AbortController();
  const topics = createTopics(now);
  const signer = await createSigner(now());
  const host = await servePublicHost(signer, topics);
  const addresses = { publicUrl: host.url, signer, now };
  const deliveries = createDeliveries({ now, retryDelaysMs, stopped: stop.signal });
  const published: PublishedMessage[] = [];

  function deliver(message: PublishedMessage, topic: Topic, subscription: Subscription): void {
    const envelope = notificationEnvelope(message, topic, subscription, addresses);
    const { protocol, raw } = subscription;
    deliveries.start(subscription, { messageId: message.messageId, type: envelope.Type }, async () => {
      if (protocol === 'sqs') return sendToQueue(sqs, subscription, envelope, message);
      if (protocol === 'lambda') return invoke(invokeFunction, subscription, envelope);
      return postTo(subscription, envelope, raw ? textFor(message, subscription) : undefined, timeoutMs, stop.signal);
    });
  }

  function publish(topic: Topic, given: MessageToPublish): string {
    const message = checkPublish(topic, given, now());
    published.push(message);
    if (published.length > keptMessages) published.shift();
    for (const subscription of topics.subscriptions(topic.arn)) {
      if (subscription.confirmed) deliver(message, topic, subscription);
    }
    return message.messageId;
  }

  const sendEnvelope =
    (type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation') => (topic: Topic, subscription: Subscription) => {
      if (subscription.protocol !== 'http' && subscription.protocol !== 'https') return;
      const envelope = confirmationEnvelope(type, topic, subscription, addresses);
      deliveries.start(subscription, { messageId: envelope.MessageId, type }, () =>
        postTo(subscription, envelope, undefined, timeoutMs, stop.signal),
      );
    };
  const operationsContext = {
    topics,
    publish,
    requestConfirmation: sendEnvelope('SubscriptionConfirmation'),
    sendUnsubscribed: sendEnvelope('UnsubscribeConfirmation'),
    isStandardQueue: (arn: string) => sqs?.queues.byArn(arn)?.settings().fifo === false,
  };

  return {
    topics,
    published,
    deliveries: deliveries.log,
    certificateUrl: `${host.url}/${signer.certificateName}`,
    publicRequests: host.requests,
    setFaults: deliveries.setFaults,
    settled: deliveries.settled,
    async handler(request) {
      try {
        const form = parseQueryForm(request.body.toString());
        const operation = Object.hasOwn(snsOperations, form.action) ? snsOperations[form.action] : undefined;
        if (operation === undefined) throw invalidAction(form.action);
        return xmlAnswer(form.action, operation(form, { ...operationsContext, caller: request }));
      } catch (error) {
        return errorResponse(request, error);
      }
    },
    publish(topicArn, message, { subject, service } = {}) {
      const topic = topics.get(topicArn);
      if (service !== undefined) checkService(topic, service);
      return publish(topic, { message, ...(subject !== undefined && { subject }) });
    },
    subscribe(topicArn, endpoint) {
      const topic = topics.get(topicArn);
      const protocol = endpoint.startsWith('https:') ? 'https' : 'http';
      const subscription = topics.subscribe(topic, protocol, endpoint, topic.account);
      if (!subscription.confirmed) operationsContext.requestConfirmation(topic, subscription);
    },
    async close() {
      stop.abort();
      await deliveries.settled();
      await host.close();
    },
  };
}

function checkService(topic: Topic, service: string): void {
  const context = { 'aws:sourceaccount': topic.account };
  const request = { service, action: 'SNS:Publish', resource: topic.arn, context };
  if (!policyAllows(topic.attributes.Policy, request)) throw notAuthorized(service, 'SNS:Publish', topic.arn);
}

const invalidAction = (action: string) =>
  new ServiceError('InvalidAction', 400, `The action ${action} is not valid for this endpoint.`);
