import { verify, X509Certificate } from 'node:crypto';
import { SetSubscriptionAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import {
  client,
  clock,
  events,
  newSubscriber,
  newTopic,
  owner,
  publishAndSettle,
  sns,
  sqs,
  subscribe,
  topicsForEachTest,
} from './topic-parts.ts';

topicsForEachTest();

describe('delivery over HTTP', () => {
  test.each([
    ['1', 'sha1'],
    ['2', 'sha256'],
  ])('signature version %s uses %s and the certificate it names', async (SignatureVersion, hash) => {
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
    expect(Date.parse(certificate.validFrom)).toBe(clock.ms - 86_400_000);
    const text =
      `Message\nline 1\nlíne 2\nMessageId\n${MessageId}\nSubject\nA subject\nTimestamp\n2026-01-01T00:00:00.000Z\n` +
      `TopicArn\n${TopicArn}\nType\nNotification\n`;
    const signature = Buffer.from(envelope.Signature, 'base64');
    expect(verify(hash, Buffer.from(text), certificate.publicKey, signature)).toBe(true);
  });

  test('a 5xx and a timeout are retried with the same message', async () => {
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

  test('a 4xx is not retried, and there are at most three retries', async () => {
    const TopicArn = await newTopic();
    const statuses = [200, 403, 500, 500, 500, 500, 500];
    const subscriber = await newSubscriber(() => statuses.shift() ?? 200);
    await subscribe(TopicArn, subscriber);
    await publishAndSettle(TopicArn, 'refused');
    expect(subscriber.posts).toHaveLength(1);
    await publishAndSettle(TopicArn, 'failed');
    expect(subscriber.posts).toHaveLength(5);
  });

  test('raw delivery posts the bare text and says so in a header', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    await subscribe(TopicArn, subscriber, true);
    await publishAndSettle(TopicArn, 'bare');
    expect(subscriber.posts).toMatchObject([{ body: 'bare', headers: { 'x-amz-sns-rawdelivery': 'true' } }]);
  });

  test('a structured message has a text for each protocol', async () => {
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

  test('a queue receives the envelope, or with raw delivery the bare text with its attributes', async () => {
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
  ])('a queue with %s receives nothing, and the log says why', async (_, policy) => {
    const TopicArn = await newTopic();
    const queue = sqs.queues.create(owner, 'closed', {});
    queue.setAttributes({ Policy: policy(queue.arn) });
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
    await publishAndSettle(TopicArn, 'x');
    expect(queue.messages()).toEqual([]);
    expect(sns.deliveries).toMatchObject([{ ok: false, error: expect.stringContaining('policy') }]);
  });

  test('a function is invoked with an SNS event, and again after a failure', async () => {
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
