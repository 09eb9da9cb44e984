import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import {
  attributes,
  bodies,
  client,
  clientIn,
  clock,
  hide,
  newQueue,
  queuesForThisFile,
  receive,
  remove,
  send,
} from './queue-parts.ts';

queuesForThisFile();

describe('queues', () => {
  test('a queue is found by its name, and creating it again with the same attributes returns it', async () => {
    const url = await newQueue({ VisibilityTimeout: '60' });
    const QueueName = url.slice(url.lastIndexOf('/') + 1);
    expect((await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl).toBe(url);
    expect((await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl).toBe(url);
    await expect(
      client.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '61' } })),
    ).rejects.toMatchObject({ name: 'QueueNameExists' });
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }))).QueueUrls).toEqual([url]);
    await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(client.send(new GetQueueUrlCommand({ QueueName }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  test("attributes start with SQS's defaults and can be changed", async () => {
    const url = await newQueue();
    expect(await attributes(url)).toMatchObject({
      QueueArn: expect.stringMatching(/^arn:aws:sqs:eu-west-1:111122223333:queue-\d+$/),
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
    });
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: '5' } }));
    expect(await attributes(url)).toMatchObject({ VisibilityTimeout: '5' });
    const one = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['DelaySeconds'] });
    expect((await client.send(one)).Attributes).toEqual({ DelaySeconds: '0' });
  });

  test('a queue of one Region does not exist in another', async () => {
    const url = await newQueue();
    const elsewhere = clientIn('us-east-1');
    const QueueName = url.slice(url.lastIndexOf('/') + 1);
    await expect(elsewhere.send(new GetQueueUrlCommand({ QueueName }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    elsewhere.destroy();
  });

  test.each([
    ['invalid characters in the name', 'no good', {}, 'InvalidParameterValue'],
    ['a FIFO name without FifoQueue', 'a.fifo', {}, 'InvalidParameterValue'],
    ['FifoQueue without the suffix', 'abc', { FifoQueue: 'true' }, 'InvalidParameterValue'],
    ['a number out of range', 'abc', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['an attribute of FIFO queues', 'abc', { ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
    ['a redrive policy that is not JSON', 'abc', { RedrivePolicy: '{' }, 'InvalidParameterValue'],
    [
      'a dead-letter queue that does not exist',
      'abc',
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:none","maxReceiveCount":3}' },
      'InvalidParameterValue',
    ],
  ])('CreateQueue refuses %s', async (_, QueueName, Attributes, name) => {
    await expect(client.send(new CreateQueueCommand({ QueueName, Attributes }))).rejects.toMatchObject({ name });
  });
});

describe('a standard queue', () => {
  test('a standard queue delivers a message with its attributes, hides it, and delivers it again after the visibility timeout', async () => {
    const url = await newQueue({ VisibilityTimeout: '30' });
    const sent = await send(url, 'héllo', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'sync' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
      },
    });
    const [first] = await receive(url);
    expect(first).toMatchObject({ MessageId: sent.MessageId, Body: 'héllo' });
    expect(first?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(first?.MessageAttributes?.raw?.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
    expect(first?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(clock.ms) });
    expect(await receive(url)).toEqual([]);
    expect(await attributes(url)).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    clock.ms += 30_000;
    const [second] = await receive(url);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await remove(url, first ?? {});
    expect((await attributes(url)).ApproximateNumberOfMessagesNotVisible).toBe('1');
    await remove(url, second ?? {});
    clock.ms += 30_000;
    expect(await receive(url)).toEqual([]);
  });

  test('the digest of message attributes is that of SQS', async () => {
    const timestamp = { DataType: 'Number', StringValue: '1493147359900' };
    const sent = await send(await newQueue(), 'x', { MessageAttributes: { timestamp } });
    expect(sent.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
  });

  test('ReceiveMessage returns only the requested attributes', async () => {
    const url = await newQueue();
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    await send(url, 'x', { MessageAttributes: { 'a.b': text('1'), 'a.c': text('2'), d: text('3') } });
    const request = { MessageSystemAttributeNames: [], VisibilityTimeout: 0 };
    const none = await receive(url, { ...request, MessageAttributeNames: [] });
    expect(none[0]?.MessageAttributes).toBeUndefined();
    expect(none[0]?.Attributes).toBeUndefined();
    const some = await receive(url, { ...request, MessageAttributeNames: ['a.*'] });
    expect(Object.keys(some[0]?.MessageAttributes ?? {})).toEqual(['a.b', 'a.c']);
    const old = await receive(url, { ...request, AttributeNames: ['All'] });
    expect(old[0]?.Attributes).toMatchObject({ SenderId: '111122223333' });
  });

  test('a delayed message becomes visible after its delay', async () => {
    const url = await newQueue();
    await send(url, 'later', { DelaySeconds: 60 });
    expect(await receive(url)).toEqual([]);
    expect((await attributes(url)).ApproximateNumberOfMessagesDelayed).toBe('1');
    clock.ms += 60_000;
    expect(bodies(await receive(url))).toEqual(['later']);
  });

  test('a long poll returns as soon as a message is sent', async () => {
    const url = await newQueue();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await send(url, 'now');
    expect(bodies(await waiting)).toEqual(['now']);
  });

  test('a long poll returns when a hidden message becomes visible again', async () => {
    const url = await newQueue();
    await send(url, 'again');
    const [taken] = await receive(url);
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await hide(url, taken ?? {}, 0);
    expect(bodies(await waiting)).toEqual(['again']);
  });

  test('a long poll returns nothing after its wait time', async () => {
    const url = await newQueue({ ReceiveMessageWaitTimeSeconds: '1' });
    const startedAt = performance.now();
    expect(await receive(url)).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  test('the visibility timeout can be changed only for a message in flight', async () => {
    const url = await newQueue();
    await send(url, 'x');
    const [message] = await receive(url);
    await hide(url, message ?? {}, 100);
    clock.ms += 99_000;
    expect(await receive(url)).toEqual([]);
    clock.ms += 1000;
    await expect(hide(url, message ?? {}, 100)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    await expect(hide(url, message ?? {}, 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('messages beyond the retention period and purged messages are gone', async () => {
    const url = await newQueue({ MessageRetentionPeriod: '60' });
    await send(url, 'old');
    clock.ms += 60_000;
    expect(await receive(url)).toEqual([]);
    await send(url, 'purged');
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive(url)).toEqual([]);
  });

  test('a message received too often moves to the dead-letter queue', async () => {
    const dead = await newQueue();
    const deadLetterTargetArn = (await attributes(dead)).QueueArn;
    const url = await newQueue({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) });
    const { MessageId } = await send(url, 'poison', {
      MessageAttributes: { why: { DataType: 'String', StringValue: 'bad' } },
    });
    for (const attempt of [1, 2]) {
      const [message] = await receive(url);
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(attempt));
      clock.ms += 30_000;
    }
    expect(await receive(url)).toEqual([]);
    const [given] = await receive(dead);
    expect(given).toMatchObject({ MessageId, Body: 'poison', MessageAttributes: { why: { StringValue: 'bad' } } });
    expect(given?.Attributes?.DeadLetterQueueSourceArn).toBe((await attributes(url)).QueueArn);
  });
});
