import type { Caller } from '../handler.ts';
import { paged } from './paged.ts';
import { policyAllows } from './policy.ts';
import type { MessageToPublish } from './publish.ts';
import type { QueryForm } from './query-form.ts';
import { invalidParameter, notAuthorized } from './sns-error.ts';
import type { Protocol, Subscription, Topic, Topics } from './topics.ts';
import type { XmlFields } from './xml-answer.ts';

/** The context of an operation. */
export interface SnsContext {
  topics: Topics;
  caller: Caller;
  /** @returns the message's id; throws a ServiceError */
  publish(topic: Topic, message: MessageToPublish): string;
  /** Asks an endpoint to confirm. */
  requestConfirmation(topic: Topic, subscription: Subscription): void;
  /** Informs an endpoint that its subscription ended. */
  sendUnsubscribed(topic: Topic, subscription: Subscription): void;
  /** Whether a queue with this ARN can be subscribed. */
  isStandardQueue(arn: string): boolean;
}

/** Throws a ServiceError. */
type Operation = (form: QueryForm, context: SnsContext) => XmlFields | undefined;

/** The operations by name. */
export const snsOperations: Readonly<Record<string, Operation>> = {
  CreateTopic(form, { topics, caller }) {
    return { TopicArn: topics.create(caller, form.get('Name') ?? '', form.map('Attributes')).arn };
  },
  DeleteTopic(form, context) {
    // Deleting a topic that does not exist is not an error.
    const arn = form.get('TopicArn');
    if (context.topics.list(context.caller).some((topic) => topic.arn === arn)) context.topics.remove(arn ?? '');
    return undefined;
  },
  ListTopics(form, { topics, caller }) {
    const { page, NextToken } = paged(topics.list(caller), form.get('NextToken'));
    return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken };
  },
  GetTopicAttributes(form, context) {
    const topic = topicFor('SNS:GetTopicAttributes', form, context);
    const subscriptions = context.topics.subscriptions(topic.arn);
    const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
    const attributes = {
      TopicArn: topic.arn,
      Owner: topic.account,
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(subscriptions.length - confirmed),
      SubscriptionsDeleted: String(topic.deleted),
      ...topic.attributes,
    };
    return { Attributes: new Map(Object.entries(attributes)) };
  },
  SetTopicAttributes(form, context) {
    const topic = topicFor('SNS:SetTopicAttributes', form, context);
    context.topics.setAttribute(topic, form.get('AttributeName') ?? '', form.get('AttributeValue') ?? '');
    return undefined;
  },
  Subscribe(form, context) {
    const topic = topicFor('SNS:Subscribe', form, context);
    const protocol = protocolOf(form.get('Protocol'));
    const endpoint = form.get('Endpoint') ?? '';
    checkEndpoint(protocol, endpoint, context);
    const attributes = Object.entries(form.map('Attributes'));
    for (const [name, value] of attributes) checkSubscriptionAttribute(name, value);
    const subscription = context.topics.subscribe(topic, protocol, endpoint, context.caller.account);
    for (const [, value] of attributes) subscription.raw = value === 'true';
    if (!subscription.confirmed) context.requestConfirmation(topic, subscription);
    const showsArn = subscription.confirmed || form.get('ReturnSubscriptionArn') === 'true';
    return { SubscriptionArn: showsArn ? subscription.arn : 'pending confirmation' };
  },
  ConfirmSubscription: (form, { topics }) => ({
    SubscriptionArn: topics.confirm(form.get('TopicArn'), form.get('Token')).arn,
  }),
  Unsubscribe(form, context) {
    // Ending an ended subscription succeeds: https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    if (!context.topics.has(form.get('SubscriptionArn'))) return undefined;
    const subscription = subscriptionFor('SNS:Unsubscribe', form, context);
    context.topics.unsubscribe(subscription);
    context.sendUnsubscribed(context.topics.get(subscription.topicArn), subscription);
    return undefined;
  },
  ListSubscriptionsByTopic(form, context) {
    const topic = topicFor('SNS:ListSubscriptionsByTopic', form, context);
    const { page, NextToken } = paged(context.topics.subscriptions(topic.arn), form.get('NextToken'));
    const Subscriptions = page.map(({ arn, topicArn, owner, protocol, endpoint, confirmed }) => ({
      SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
      Owner: owner,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    }));
    return { Subscriptions, NextToken };
  },
  GetSubscriptionAttributes(form, context) {
    const subscription = subscriptionFor('SNS:GetSubscriptionAttributes', form, context);
    const attributes = {
      SubscriptionArn: subscription.arn,
      TopicArn: subscription.topicArn,
      Owner: subscription.owner,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      RawMessageDelivery: String(subscription.raw),
      PendingConfirmation: String(!subscription.confirmed),
    };
    return { Attributes: new Map(Object.entries(attributes)) };
  },
  SetSubscriptionAttributes(form, context) {
    const subscription = subscriptionFor('SNS:SetSubscriptionAttributes', form, context);
    const value = form.get('AttributeValue') ?? '';
    checkSubscriptionAttribute(form.get('AttributeName') ?? '', value);
    subscription.raw = value === 'true';
    return undefined;
  },
  Publish(form, context) {
    const topic = topicFor('SNS:Publish', form, context, form.get('TopicArn') ?? form.get('TargetArn'));
    const subject = form.get('Subject');
    const MessageId = context.publish(topic, {
      message: form.get('Message'),
      ...(subject !== undefined && { subject }),
      structure: form.get('MessageStructure') ?? '',
      attributes: form.structures('MessageAttributes'),
    });
    return { MessageId };
  },
};

function topicFor(action: string, form: QueryForm, context: SnsContext, arn = form.get('TopicArn')): Topic {
  const { topics, caller } = context;
  const topic = topics.get(arn);
  const { account, principal } = caller;
  if (topic.account === account) return topic;
  const request = { account, action, resource: topic.arn, context: { 'aws:sourceowner': account } };
  if (!policyAllows(topic.attributes.Policy, request)) throw notAuthorized(principal, action, topic.arn);
  return topic;
}

function subscriptionFor(action: string, form: QueryForm, { topics, caller }: SnsContext): Subscription {
  const subscription = topics.subscription(form.get('SubscriptionArn'));
  if (subscription.owner === caller.account) return subscription;
  throw notAuthorized(caller.principal, action, subscription.topicArn);
}

function protocolOf(text: string | undefined): Protocol {
  if (text === 'http' || text === 'https' || text === 'sqs' || text === 'lambda') return text;
  throw invalidParameter(`Does not support this protocol string: ${text}`);
}

function checkEndpoint(protocol: Protocol, endpoint: string, { isStandardQueue }: SnsContext): void {
  if (protocol === 'sqs') {
    if (!isStandardQueue(endpoint)) throw invalidParameter('SQS endpoint ARN');
  } else if (protocol === 'lambda') {
    if (!/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:/.test(endpoint))
      throw invalidParameter('Lambda endpoint ARN');
  } else if (URL.parse(endpoint)?.protocol !== `${protocol}:`) {
    throw invalidParameter('Endpoint must match the specified protocol');
  }
}

function checkSubscriptionAttribute(name: string, value: string): void {
  if (name !== 'RawMessageDelivery') throw invalidParameter('AttributeName');
  if (value !== 'true' && value !== 'false') {
    throw invalidParameter(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
}
