import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach } from 'vitest';
import { createEmbeddedSns, type EmbeddedSns } from '../../../aws/sns/embedded-sns.ts';
import { createEmbeddedSqs, type EmbeddedSqs } from '../../../aws/sqs/embedded-sqs.ts';
import { type ServedAlone, serveAlone } from '../../../aws/sqs/serve-alone.ts';
import { type Subscriber, startSubscriber } from './subscriber-server.ts';

export const owner = { account: '111122223333', region: 'eu-west-1' };
/** The time of the topics. */
export const clock = { ms: 0 };
export let sqs: EmbeddedSqs;
export let sns: EmbeddedSns;
export let server: ServedAlone;
export let client: SNSClient;
export let events: unknown[];
const subscribers: Subscriber[] = [];

/** To be called once per test file: every test gets its own topics, queues and server. */
export function topicsForEachTest(): void {
  beforeEach(async () => {
    clock.ms = Date.UTC(2026, 0, 1);
    events = [];
    sqs = createEmbeddedSqs();
    sns = await createEmbeddedSns({
      sqs,
      now: () => clock.ms,
      retryDelaysMs: [1, 1, 1],
      timeoutMs: 2000,
      async invokeFunction(_, event) {
        events.push(event);
        if (events.length === 1) throw new Error('the function failed');
      },
    });
    server = await serveAlone(sns.handler);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new SNSClient({ endpoint: server.url, region: owner.region, credentials, maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await sns.close();
    sqs.close();
    await server.close();
    for (const subscriber of subscribers.splice(0)) await subscriber.close();
  });
}

export async function newTopic(Name = 'incident-chat', Attributes: Record<string, string> = {}): Promise<string> {
  return (await client.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn ?? '';
}

export async function newSubscriber(...args: Parameters<typeof startSubscriber>): Promise<Subscriber> {
  const subscriber = await startSubscriber(...args);
  subscribers.push(subscriber);
  return subscriber;
}

/** Subscribes an HTTP endpoint and confirms it with the posted token. */
export async function subscribe(TopicArn: string, { url, posts }: Subscriber, raw = false): Promise<string> {
  const Attributes = { RawMessageDelivery: String(raw) };
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url, Attributes }));
  await sns.settled();
  const { Token } = JSON.parse(posts.at(-1)?.body ?? '{}');
  const confirmed = await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  posts.length = 0;
  return confirmed.SubscriptionArn ?? '';
}

export const publish = (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn, Message, ...more }));

export async function publishAndSettle(...args: Parameters<typeof publish>) {
  const { MessageId } = await publish(...args);
  await sns.settled();
  return MessageId;
}

export async function attributesOf(TopicArn: string) {
  return (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
}
