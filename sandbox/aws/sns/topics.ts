import { randomUUID } from 'node:crypto';
import type { Caller } from '../handler.ts';
import { invalidParameter, subscriptionNotFound, topicNotFound } from './sns-error.ts';

export type Protocol = 'http' | 'https' | 'sqs' | 'lambda';

export interface Topic {
  arn: string;
  account: string;
  region: string;
  attributes: Record<string, string>;
  /** Ended subscriptions. */
  deleted: number;
}

export interface Subscription {
  arn: string;
  topicArn: string;
  owner: string;
  protocol: Protocol;
  endpoint: string;
  raw: boolean;
  confirmed: boolean;
  /** Token that confirms the subscription, valid until `tokenUntilMs`. */
  token: string;
  tokenUntilMs: number;
}

/** All topics and subscriptions of all accounts and Regions. */
export interface Topics {
  /** Returns the existing topic if there is one. @throws ServiceError */
  create(owner: Pick<Caller, 'account' | 'region'>, name: string, attributes?: Readonly<Record<string, string>>): Topic;
  /** @throws ServiceError when there is none */
  get(arn: string | undefined): Topic;
  /** @throws ServiceError */
  setAttribute(topic: Topic, name: string, value: string): void;
  /** Also ends its subscriptions. */
  remove(arn: string): void;
  list(owner: Pick<Caller, 'account' | 'region'>): Topic[];
  /** Returns this endpoint's existing subscription if there is one. */
  subscribe(topic: Topic, protocol: Protocol, endpoint: string, owner: string): Subscription;
  /** @throws ServiceError when there is none */
  subscription(arn: string | undefined): Subscription;
  /** Whether the subscription exists. @throws ServiceError when the ARN is not a subscription's */
  has(arn: string | undefined): boolean;
  subscriptions(topicArn: string): Subscription[];
  /** @throws ServiceError when the token is unknown or expired */
  confirm(topicArn: string | undefined, token: string | undefined): Subscription;
  unsubscribe(subscription: Subscription): void;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
const tokenLifeMs = 2 * 86_400_000;

export function createTopics(now: () => number): Topics {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();

  const topicAt = (arn: string | undefined): Topic => {
    if (arn === undefined || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(arn)) {
      throw invalidParameter('TopicArn');
    }
    const topic = topics.get(arn);
    if (topic === undefined) throw topicNotFound();
    return topic;
  };
  const of = (topicArn: string) => [...subscriptions.values()].filter((one) => one.topicArn === topicArn);
  const newToken = () => ({
    token: `${randomUUID()}${randomUUID()}`.replaceAll('-', ''),
    tokenUntilMs: now() + tokenLifeMs,
  });

  return {
    create({ account, region }, name, attributes = {}) {
      if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
      for (const [key, value] of Object.entries(attributes)) checkAttribute(key, value);
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      const topic = topics.get(arn) ?? {
        arn,
        account,
        region,
        attributes: { Policy: ownersPolicy(arn, account), DisplayName: '' },
        deleted: 0,
      };
      Object.assign(topic.attributes, attributes);
      topics.set(arn, topic);
      return topic;
    },
    get: topicAt,
    setAttribute(topic, name, value) {
      checkAttribute(name, value);
      topic.attributes[name] = value;
    },
    remove(arn) {
      topics.delete(arn);
      for (const { arn: subscriptionArn } of of(arn)) subscriptions.delete(subscriptionArn);
    },
    list: ({ account, region }) =>
      [...topics.values()].filter((topic) => topic.account === account && topic.region === region),
    subscribe(topic, protocol, endpoint, owner) {
      const existing = of(topic.arn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
      if (existing !== undefined) {
        if (!existing.confirmed) Object.assign(existing, newToken());
        return existing;
      }
      const subscription: Subscription = {
        arn: `${topic.arn}:${randomUUID()}`,
        topicArn: topic.arn,
        owner,
        protocol,
        endpoint,
        raw: false,
        confirmed: protocol === 'sqs' || protocol === 'lambda',
        ...newToken(),
      };
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    has: (arn) => subscriptions.has(subscriptionArn(arn)),
    subscription(arn) {
      const subscription = subscriptions.get(subscriptionArn(arn));
      if (subscription === undefined) throw subscriptionNotFound();
      return subscription;
    },
    subscriptions: of,
    confirm(topicArn, token) {
      const subscription = of(topicAt(topicArn).arn).find((one) => one.token === token);
      if (subscription === undefined || now() > subscription.tokenUntilMs) throw invalidParameter('Token');
      subscription.confirmed = true;
      return subscription;
    },
    unsubscribe(subscription) {
      if (!subscriptions.delete(subscription.arn)) return;
      const topic = topics.get(subscription.topicArn);
      if (topic !== undefined) topic.deleted += 1;
    },
  };
}

function subscriptionArn(text: string | undefined): string {
  if (text === undefined || text.split(':').length !== 7) throw invalidParameter('SubscriptionArn');
  return text;
}

function checkAttribute(name: string, value: string): void {
  const valid: Readonly<Record<string, () => boolean>> = {
    Policy: () => isJson(value),
    DisplayName: () => value.length <= 100,
    SignatureVersion: () => value === '1' || value === '2',
    MaximumMessageSize: () => /^\d{4,7}$/.test(value) && Number(value) >= 1024 && Number(value) <= 1_048_576,
  };
  if (!Object.hasOwn(valid, name)) throw invalidParameter('AttributeName');
  if (valid[name]?.() !== true) throw invalidParameter(`Attributes Reason: the value of ${name} is not valid`);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The default policy of a new topic: its owner may do everything, all others nothing. */
function ownersPolicy(arn: string, account: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:Subscribe', 'SNS:Publish'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });
}
