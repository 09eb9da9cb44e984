import { verify, X509Certificate } from 'node:crypto';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmbeddedSns, type EmbeddedSns } from '../../../../src/sandbox/aws/sns/embedded-sns.ts';
import { createEmbeddedSqs, type EmbeddedSqs } from '../../../../src/sandbox/aws/sqs/embedded-sqs.ts';
import { type ServedAlone, serveAlone } from '../../../../src/sandbox/aws/sqs/serve-alone.ts';
import { type Subscriber, startSubscriber } from './subscriber-server.ts';

const owner = { account: '111122223333', region: 'eu-west-1' };
let clockMs: number;
let sqs: EmbeddedSqs;
let sns: EmbeddedSns;
let server: ServedAlone;
let client: SNSClient;
let events: unknown[];
const subscribers: Subscriber[] = [];

beforeEach(async () => {
  clockMs = Date.UTC(2026, 0, 1);
  events = [];
  sqs = createEmbeddedSqs();
  sns = await createEmbeddedSns({
    sqs,
    now: () => clockMs,
    retryDelaysMs: [1, 1, 1],
    timeoutMs: 300,
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

async function newTopic(Name = 'incident-chat', Attributes: Record<string, string> = {}): Promise<string> {
  return (await client.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn ?? '';
}

async function newSubscriber(...args: Parameters<typeof startSubscriber>): Promise<Subscriber> {
  const subscriber = await startSubscriber(...args);
  subscribers.push(subscriber);
  return subscriber;
}

/** Subscribes an HTTP address and confirms with the token that is posted to it. */
async function subscribe(TopicArn: string, { url, posts }: Subscriber, raw = false): Promise<string> {
  const Attributes = { RawMessageDelivery: String(raw) };
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url, Attributes }));
  await sns.settled();
  const { Token } = JSON.parse(posts.at(-1)?.body ?? '{}');
  const confirmed = await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  posts.length = 0;
  return confirmed.SubscriptionArn ?? '';
}

const publish = (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn, Message, ...more }));

async function publishAndSettle(...args: Parameters<typeof publish>) {
  const { MessageId } = await publish(...args);
  await sns.settled();
  return MessageId;
}

async function attributesOf(TopicArn: string) {
  return (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
}

describe('topics', () => {
  test('a topic made twice is the same, and is listed', async () => {
    const arn = await newTopic();
    expect(arn).toBe('arn:aws:sns:eu-west-1:111122223333:incident-chat');
    expect(await newTopic()).toBe(arn);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: arn }]);
  });

  test('attributes can be read and set; the signature version is that of the topic', async () => {
    const TopicArn = await newTopic();
    expect(await attributesOf(TopicArn)).toMatchObject({ Owner: owner.account, SubscriptionsConfirmed: '0' });
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Sid: '<&">' }] });
    for (const [AttributeName, AttributeValue] of Object.entries({ SignatureVersion: '2', Policy })) {
      await client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
    expect(await attributesOf(TopicArn)).toMatchObject({ SignatureVersion: '2', Policy });
  });

  test('more than 100 topics are listed page by page', async () => {
    for (let index = 0; index < 101; index += 1) sns.topics.create(owner, `topic-${index}`);
    const first = await client.send(new ListTopicsCommand({}));
    expect(first.Topics).toHaveLength(100);
    const second = await client.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect(second.Topics).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  test('a deleted topic is gone, and deleting it again is no error', async () => {
    const TopicArn = await newTopic();
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await expect(attributesOf(TopicArn)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('subscriptions', () => {
  test('an HTTP address is asked to confirm, with a token that works once it is given', async () => {
    const TopicArn = await newTopic();
    const { url, posts } = await newSubscriber();
    const answer = await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    expect(answer.SubscriptionArn).toBe('pending confirmation');
    await sns.settled();
    const list = () => client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect((await list()).Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: url }]);
    expect(posts[0]?.headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-topic-arn': TopicArn,
    });
    const confirmation = JSON.parse(posts[0]?.body ?? '{}');
    expect(confirmation).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn });
    expect(confirmation.SubscribeURL).toContain(confirmation.Token);
    await publishAndSettle(TopicArn, 'nobody hears this');
    const wrong = new ConfirmSubscriptionCommand({ TopicArn, Token: 'wrong' });
    await expect(client.send(wrong)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const right = new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation.Token });
    const { SubscriptionArn } = await client.send(right);
    expect((await list()).Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: 'http' }]);
    expect(posts).toHaveLength(1);
    expect(await attributesOf(TopicArn)).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '0' });
  });

  test('a token is good for two days', async () => {
    const TopicArn = await newTopic();
    const { url, posts } = await newSubscriber();
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    await sns.settled();
    clockMs += 2 * 86_400_000 + 1;
    const { Token } = JSON.parse(posts[0]?.body ?? '{}');
    await expect(client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('raw delivery can be set, and is told', async () => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribe(TopicArn, await newSubscriber());
    const read = async () =>
      (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {};
    expect(await read()).toMatchObject({ RawMessageDelivery: 'false', PendingConfirmation: 'false' });
    const set = { SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'true' };
    await client.send(new SetSubscriptionAttributesCommand(set));
    expect(await read()).toMatchObject({ RawMessageDelivery: 'true' });
  });

  test('an ended subscription hears that it ended, and no more', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    const SubscriptionArn = await subscribe(TopicArn, subscriber);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publishAndSettle(TopicArn, 'x');
    expect(subscriber.posts.map(({ body }) => JSON.parse(body).Type)).toEqual(['UnsubscribeConfirmation']);
    await expect(client.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test.each([
    ['http', 'https://example.com'],
    ['https', 'nonsense'],
    ['sqs', 'arn:aws:sqs:eu-west-1:111122223333:none'],
    ['lambda', 'arn:aws:sqs:eu-west-1:111122223333:none'],
    ['email', 'a@example.com'],
  ])('Subscribe refuses %s with %s', async (Protocol, Endpoint) => {
    const TopicArn = await newTopic();
    await expect(client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('a FIFO queue cannot be subscribed', async () => {
    const TopicArn = await newTopic();
    const { arn } = sqs.queues.create(owner, 'jobs.fifo', { FifoQueue: 'true' });
    await expect(client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }))).rejects.toMatchObject(
      { name: 'InvalidParameterException' },
    );
  });
});

describe('publishing', () => {
  test.each<[string, Partial<PublishCommandInput>, string]>([
    ['a topic that does not exist', { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:none' }, 'NotFoundException'],
    ['an ARN that is none', { TopicArn: 'nonsense' }, 'InvalidParameterException'],
    ['an empty message', { Message: '' }, 'InvalidParameterException'],
    ['more than 256 KiB', { Message: 'é'.repeat(131_073) }, 'InvalidParameterException'],
    ['a subject over 100 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameterException'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException'],
    ['a structure without default', { Message: '{"sqs":"x"}', MessageStructure: 'json' }, 'InvalidParameterException'],
    ['a structure that is no JSON', { Message: '{', MessageStructure: 'json' }, 'InvalidParameterException'],
    [
      'an attribute without value',
      { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, input, name) => {
    const TopicArn = await newTopic();
    await expect(publish(TopicArn, 'x', input)).rejects.toMatchObject({ name, $fault: 'client' });
    expect(sns.published).toEqual([]);
  });

  test('takes exactly 256 KiB', async () => {
    await publish(await newTopic(), 'x'.repeat(262_144));
    expect(sns.published).toHaveLength(1);
  });

  test('another account may publish only where the policy allows it', async () => {
    const arn = sns.topics.create({ account: '444455556666', region: 'eu-west-1' }, 'foreign').arn;
    await expect(publish(arn, 'x')).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
    const allow = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:*', Resource: arn };
    sns.topics.setAttribute(sns.topics.get(arn), 'Policy', JSON.stringify({ Statement: [allow] }));
    await publish(arn, 'x');
    const deny = { ...allow, Effect: 'Deny', Principal: '*', Action: 'sns:Publish' };
    sns.topics.setAttribute(sns.topics.get(arn), 'Policy', JSON.stringify({ Statement: [allow, deny] }));
    await expect(publish(arn, 'x')).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
  });

  test('an AWS service may publish only where the policy allows it', async () => {
    const TopicArn = await newTopic();
    const service = 'ssm-incidents.amazonaws.com';
    expect(() => sns.publish(TopicArn, 'x', { service })).toThrow(
      expect.objectContaining({ code: 'AuthorizationError' }),
    );
    const statement = {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'SNS:Publish',
      Resource: TopicArn,
      Condition: { StringEqualsIfExists: { 'AWS:SourceAccount': owner.account } },
    };
    sns.topics.setAttribute(sns.topics.get(TopicArn), 'Policy', JSON.stringify({ Statement: statement }));
    sns.publish(TopicArn, 'x', { service });
    expect(sns.published).toMatchObject([{ topicArn: TopicArn, texts: { default: 'x' } }]);
  });

  test('an unknown action is refused', async () => {
    const answer = await fetch(server.url, { method: 'POST', body: new URLSearchParams({ Action: 'Nonsense' }) });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>InvalidAction</Code>');
  });
});

describe('delivery over HTTP', () => {
  test.each([
    ['1', 'sha1'],
    ['2', 'sha256'],
  ])('version %s is signed with %s by the certificate it names', async (SignatureVersion, hash) => {
    const TopicArn = await newTopic('signed', { SignatureVersion });
    const subscriber = await newSubscriber();
    const SubscriptionArn = await subscribe(TopicArn, subscriber);
    const MessageId = await publishAndSettle(TopicArn, 'line 1\nlíne 2', { Subject: 'A subject' });
    expect(subscriber.posts[0]?.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-subscription-arn': SubscriptionArn,
    });
    const envelope = JSON.parse(subscriber.posts[0]?.body ?? '{}');
    expect(envelope).toMatchObject({ Type: 'Notification', MessageId, TopicArn, SignatureVersion });
    expect(envelope.SigningCertURL).toMatch(/\/SimpleNotificationService-[0-9a-f]{32}\.pem$/);
    expect(envelope.SigningCertURL).toBe(sns.certificateUrl);
    const certificate = new X509Certificate(await (await fetch(envelope.SigningCertURL)).text());
    expect(certificate.subject).toBe('CN=sns.amazonaws.com');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(clockMs - 86_400_000);
    const text =
      `Message\nline 1\nlíne 2\nMessageId\n${MessageId}\nSubject\nA subject\nTimestamp\n2026-01-01T00:00:00.000Z\n` +
      `TopicArn\n${TopicArn}\nType\nNotification\n`;
    const signature = Buffer.from(envelope.Signature, 'base64');
    expect(verify(hash, Buffer.from(text), certificate.publicKey, signature)).toBe(true);
  });

  test('a 5xx and an answer that does not come are tried again, with the same message', async () => {
    const answers: (number | 'never')[] = [200, 200, 503, 'never', 200];
    const subscriber = await newSubscriber(() => answers.shift() ?? 200);
    const TopicArn = await newTopic();
    await subscribe(TopicArn, subscriber);
    await publishAndSettle(TopicArn, 'first');
    await publishAndSettle(TopicArn, 'second');
    expect(subscriber.posts.map(({ body }) => JSON.parse(body).Message)).toEqual(['first', ...Array(3).fill('second')]);
    const attempts = sns.deliveries.slice(-3);
    expect(attempts).toMatchObject([{ attempt: 1, status: 503 }, { attempt: 2 }, { attempt: 3, ok: true }]);
    expect(attempts[1]?.error).toContain('Timeout');
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
  });

  test('a 4xx is not tried again, and three retries are the most', async () => {
    const TopicArn = await newTopic();
    const statuses = [200, 403, 500, 500, 500, 500, 500];
    const subscriber = await newSubscriber(() => statuses.shift() ?? 200);
    await subscribe(TopicArn, subscriber);
    await publishAndSettle(TopicArn, 'refused');
    expect(subscriber.posts).toHaveLength(1);
    await publishAndSettle(TopicArn, 'failed');
    expect(subscriber.posts).toHaveLength(5);
  });

  test('raw delivery posts the bare text and says so', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber, true);
    await publishAndSettle(TopicArn, 'bare');
    expect(subscriber.posts).toMatchObject([{ body: 'bare', headers: { 'x-amz-sns-rawdelivery': 'true' } }]);
  });

  test('a structured message gives each protocol its own text', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    await publishAndSettle(TopicArn, '{"default":"all","http":"web"}', { MessageStructure: 'json' });
    expect(JSON.parse(subscriber.posts[0]?.body ?? '{}').Message).toBe('web');
  });
});

describe('delivery to queues and functions', () => {
  const allowSns = (queueArn: string, topicArn: string) =>
    JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queueArn,
          Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
        },
      ],
    });

  test('a queue gets the envelope, or the bare text with its attributes where delivery is raw', async () => {
    const TopicArn = await newTopic();
    const queue = sqs.queues.create(owner, 'notifications', {});
    queue.setAttributes({ Policy: allowSns(queue.arn, TopicArn) });
    const subscribed = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn });
    const { SubscriptionArn } = await client.send(subscribed);
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    };
    const MessageId = await publishAndSettle(TopicArn, 'in an envelope', { MessageAttributes });
    await client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'RawMessageDelivery',
        AttributeValue: 'true',
      }),
    );
    await publishAndSettle(TopicArn, 'bare', { MessageAttributes });
    const [wrapped, bare] = queue.messages();
    expect(JSON.parse(wrapped?.body ?? '{}')).toMatchObject({
      Type: 'Notification',
      MessageId,
      Message: 'in an envelope',
      MessageAttributes: { kind: { Type: 'String', Value: 'test' }, raw: { Type: 'Binary', Value: 'AQI=' } },
    });
    expect(bare).toMatchObject({
      body: 'bare',
      attributes: { kind: { DataType: 'String', StringValue: 'test' }, raw: { BinaryValue: 'AQI=' } },
    });
  });

  test.each([
    ['no policy', () => ''],
    ['a policy for another topic', (arn: string) => allowSns(arn, 'arn:aws:sns:eu-west-1:111122223333:other')],
  ])('a queue with %s gets nothing, and the log says why', async (_, policy) => {
    const TopicArn = await newTopic();
    const queue = sqs.queues.create(owner, 'closed', {});
    queue.setAttributes({ Policy: policy(queue.arn) });
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
    await publishAndSettle(TopicArn, 'x');
    expect(queue.messages()).toEqual([]);
    expect(sns.deliveries).toMatchObject([{ ok: false, error: expect.stringContaining('policy') }]);
  });

  test('a function is invoked with an SNS event, again after it failed', async () => {
    const TopicArn = await newTopic();
    const Endpoint = 'arn:aws:lambda:eu-west-1:111122223333:function:notifications';
    const { SubscriptionArn } = await client.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
    await publishAndSettle(TopicArn, 'x');
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          EventSubscriptionArn: SubscriptionArn,
          Sns: { Message: 'x', Subject: null, SigningCertUrl: sns.certificateUrl },
        },
      ],
    });
  });
});

describe('faults', () => {
  /** Repeatable: the same numbers for the same seed. */
  function seededRandom(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
  }

  async function messagesHeard(faults: Parameters<typeof sns.setFaults>[0]): Promise<string[]> {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    sns.setFaults(faults);
    for (let index = 0; index < 50; index += 1) sns.publish(TopicArn, String(index).padStart(2, '0'));
    await sns.settled();
    return subscriber.posts.map(({ body }) => JSON.parse(body).Message);
  }
  const all = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));

  test('some messages are delivered twice, and all in another order', async () => {
    const heard = await messagesHeard({ random: seededRandom(7), duplicate: 0.5, shuffle: 20, delayMs: 20 });
    expect(heard.length).toBeGreaterThan(60);
    expect([...new Set(heard)].sort()).toEqual(all);
    expect([...new Set(heard)]).not.toEqual(all);
  });

  test('some messages are lost', async () => {
    const heard = await messagesHeard({ random: seededRandom(7), drop: 0.5 });
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.length).toBeLessThan(40);
  });

  test('the end of faults lets out what was held', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber);
    sns.setFaults({ random: seededRandom(7), shuffle: 100 });
    sns.publish(TopicArn, 'held');
    sns.setFaults(undefined);
    await sns.settled();
    expect(subscriber.posts).toHaveLength(1);
  });
});

describe('the public address', () => {
  test('confirms by the link in the message, and logs that it was followed', async () => {
    const TopicArn = await newTopic();
    const { url, posts } = await newSubscriber();
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    await sns.settled();
    expect(sns.publicRequests).toEqual([]);
    const { SubscribeURL } = JSON.parse(posts[0]?.body ?? '{}');
    expect((await fetch(SubscribeURL)).status).toBe(200);
    expect((await fetch(`${SubscribeURL}x`)).status).toBe(404);
    expect(await attributesOf(TopicArn)).toMatchObject({ SubscriptionsConfirmed: '1' });
    expect(sns.publicRequests).toHaveLength(2);
  });
});
