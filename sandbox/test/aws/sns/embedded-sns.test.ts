import {
  ConfirmSubscriptionCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import {
  attributesOf,
  client,
  clock,
  newSubscriber,
  newTopic,
  owner,
  publish,
  publishAndSettle,
  server,
  sns,
  sqs,
  subscribe,
  topicsForEachTest,
} from './topic-parts.ts';

topicsForEachTest();

describe('topics', () => {
  test('a topic created twice is the same topic, and is listed', async () => {
    const arn = await newTopic();
    expect(arn).toBe('arn:aws:sns:eu-west-1:111122223333:incident-chat');
    expect(await newTopic()).toBe(arn);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: arn }]);
  });

  test("attributes can be read and set; messages use the topic's signature version", async () => {
    const TopicArn = await newTopic();
    expect(await attributesOf(TopicArn)).toMatchObject({ Owner: owner.account, SubscriptionsConfirmed: '0' });
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Sid: '<&">' }] });
    for (const [AttributeName, AttributeValue] of Object.entries({ SignatureVersion: '2', Policy })) {
      await client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
    expect(await attributesOf(TopicArn)).toMatchObject({ SignatureVersion: '2', Policy });
  });

  test('more than 100 topics are listed in pages', async () => {
    for (let index = 0; index < 101; index += 1) sns.topics.create(owner, `topic-${index}`);
    const first = await client.send(new ListTopicsCommand({}));
    expect(first.Topics).toHaveLength(100);
    const second = await client.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect(second.Topics).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  test('a deleted topic is gone, and deleting it again is not an error', async () => {
    const TopicArn = await newTopic();
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await expect(attributesOf(TopicArn)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('subscriptions', () => {
  test('an HTTP endpoint is asked to confirm, with a token that works once', async () => {
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
    await publishAndSettle(TopicArn, 'no subscriber yet');
    const wrong = new ConfirmSubscriptionCommand({ TopicArn, Token: 'wrong' });
    await expect(client.send(wrong)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const right = new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation.Token });
    const { SubscriptionArn } = await client.send(right);
    expect((await list()).Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: 'http' }]);
    expect(posts).toHaveLength(1);
    expect(await attributesOf(TopicArn)).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '0' });
  });

  test('a confirmation token is valid for two days', async () => {
    const TopicArn = await newTopic();
    const { url, posts } = await newSubscriber();
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    await sns.settled();
    clock.ms += 2 * 86_400_000 + 1;
    const { Token } = JSON.parse(posts[0]?.body ?? '{}');
    await expect(client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('raw delivery can be set and is returned', async () => {
    const TopicArn = await newTopic();
    const SubscriptionArn = await subscribe(TopicArn, await newSubscriber());
    const read = async () =>
      (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {};
    expect(await read()).toMatchObject({ RawMessageDelivery: 'false', PendingConfirmation: 'false' });
    const set = { SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'true' };
    await client.send(new SetSubscriptionAttributesCommand(set));
    expect(await read()).toMatchObject({ RawMessageDelivery: 'true' });
  });

  test('an ended subscription gets one message that it ended, and no more', async () => {
    const TopicArn = await newTopic();
    const subscriber = await newSubscriber();
    const SubscriptionArn = await subscribe(TopicArn, subscriber);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publishAndSettle(TopicArn, 'x');
    expect(subscriber.posts.map(({ body }) => JSON.parse(body).Type)).toEqual(['UnsubscribeConfirmation']);
  });

  test('ending a subscription that does not exist succeeds; an ARN of something else is refused', async () => {
    const TopicArn = await newTopic();
    const unsubscribe = (SubscriptionArn: string) => client.send(new UnsubscribeCommand({ SubscriptionArn }));
    const SubscriptionArn = await subscribe(TopicArn, await newSubscriber());
    await unsubscribe(SubscriptionArn);
    await unsubscribe(SubscriptionArn);
    await unsubscribe(`${TopicArn}:8f2b1c0e-0000-4000-8000-000000000000`);
    await expect(unsubscribe(TopicArn)).rejects.toMatchObject({ name: 'InvalidParameterException' });
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
    ['an invalid ARN', { TopicArn: 'nonsense' }, 'InvalidParameterException'],
    ['an empty message', { Message: '' }, 'InvalidParameterException'],
    ['more than 256 KiB', { Message: 'é'.repeat(131_073) }, 'InvalidParameterException'],
    ['a subject over 100 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameterException'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException'],
    ['a structure without default', { Message: '{"sqs":"x"}', MessageStructure: 'json' }, 'InvalidParameterException'],
    ['a structure that is not JSON', { Message: '{', MessageStructure: 'json' }, 'InvalidParameterException'],
    [
      'an attribute without value',
      { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValueException',
    ],
  ])('Publish refuses %s', async (_, input, name) => {
    const TopicArn = await newTopic();
    await expect(publish(TopicArn, 'x', input)).rejects.toMatchObject({ name, $fault: 'client' });
    expect(sns.published).toEqual([]);
  });

  test('Publish accepts exactly 256 KiB', async () => {
    await publish(await newTopic(), 'x'.repeat(262_144));
    expect(sns.published).toHaveLength(1);
  });

  test('another account can publish only if the policy allows it', async () => {
    const arn = sns.topics.create({ account: '444455556666', region: 'eu-west-1' }, 'foreign').arn;
    await expect(publish(arn, 'x')).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
    const allow = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:*', Resource: arn };
    sns.topics.setAttribute(sns.topics.get(arn), 'Policy', JSON.stringify({ Statement: [allow] }));
    await publish(arn, 'x');
    const deny = { ...allow, Effect: 'Deny', Principal: '*', Action: 'sns:Publish' };
    sns.topics.setAttribute(sns.topics.get(arn), 'Policy', JSON.stringify({ Statement: [allow, deny] }));
    await expect(publish(arn, 'x')).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
  });

  test('an AWS service can publish only if the policy allows it', async () => {
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
