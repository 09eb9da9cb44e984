import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmbeddedSqs } from '../../../../src/sandbox/aws/sqs/embedded-sqs.ts';
import { type ServedAlone, serveAlone } from '../../../../src/sandbox/aws/sqs/serve-alone.ts';

let clockMs = Date.UTC(2026, 0, 1);
const sqs = createEmbeddedSqs({ now: () => clockMs });
let server: ServedAlone;
let client: SQSClient;

beforeAll(async () => {
  server = await serveAlone(sqs.handler);
  client = clientIn('eu-west-1');
});

function clientIn(region: string): SQSClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new SQSClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
}

afterAll(async () => {
  client.destroy();
  sqs.close();
  await server.close();
});

let count = 0;
async function newQueue(attributes: Partial<Record<QueueAttributeName, string>> = {}): Promise<string> {
  count += 1;
  const name = attributes.FifoQueue === 'true' ? `queue-${count}.fifo` : `queue-${count}`;
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl ?? '';
}
const newFifo = (attributes: Partial<Record<QueueAttributeName, string>> = {}) =>
  newQueue({ FifoQueue: 'true', ...attributes });

const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

const sendTo = (url: string, group: string, body: string) =>
  send(url, body, { MessageGroupId: group, MessageDeduplicationId: body });

async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...more,
    }),
  );
  return answer.Messages ?? [];
}

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const hide = (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

async function attributes(QueueUrl: string) {
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return answer.Attributes ?? {};
}

describe('queues', () => {
  test('a queue is found by its name, and made anew with the same attributes it stays the same', async () => {
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

  test('attributes start with those of SQS and can be changed', async () => {
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

  test('a queue of one Region is not seen in another', async () => {
    const url = await newQueue();
    const elsewhere = clientIn('us-east-1');
    const QueueName = url.slice(url.lastIndexOf('/') + 1);
    await expect(elsewhere.send(new GetQueueUrlCommand({ QueueName }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    elsewhere.destroy();
  });

  test.each([
    ['a name of other characters', 'no good', {}, 'InvalidParameterValue'],
    ['a FIFO name without FifoQueue', 'a.fifo', {}, 'InvalidParameterValue'],
    ['FifoQueue without the suffix', 'abc', { FifoQueue: 'true' }, 'InvalidParameterValue'],
    ['a number out of range', 'abc', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    ['an attribute of FIFO queues', 'abc', { ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
    ['a redrive policy that is no JSON', 'abc', { RedrivePolicy: '{' }, 'InvalidParameterValue'],
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
  test('delivers a message with its attributes, hides it, and shows it again after the visibility timeout', async () => {
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
    expect(first?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(clockMs) });
    expect(await receive(url)).toEqual([]);
    expect(await attributes(url)).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    clockMs += 30_000;
    const [second] = await receive(url);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await remove(url, first ?? {});
    expect((await attributes(url)).ApproximateNumberOfMessagesNotVisible).toBe('1');
    await remove(url, second ?? {});
    clockMs += 30_000;
    expect(await receive(url)).toEqual([]);
  });

  test('the digest of message attributes is that of SQS', async () => {
    const timestamp = { DataType: 'Number', StringValue: '1493147359900' };
    const sent = await send(await newQueue(), 'x', { MessageAttributes: { timestamp } });
    expect(sent.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
  });

  test('only the attributes that were asked for are answered', async () => {
    const url = await newQueue();
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    await send(url, 'x', { MessageAttributes: { 'a.b': text('1'), 'a.c': text('2'), d: text('3') } });
    const asked = { MessageSystemAttributeNames: [], VisibilityTimeout: 0 };
    const none = await receive(url, { ...asked, MessageAttributeNames: [] });
    expect(none[0]?.MessageAttributes).toBeUndefined();
    expect(none[0]?.Attributes).toBeUndefined();
    const some = await receive(url, { ...asked, MessageAttributeNames: ['a.*'] });
    expect(Object.keys(some[0]?.MessageAttributes ?? {})).toEqual(['a.b', 'a.c']);
    const old = await receive(url, { ...asked, AttributeNames: ['All'] });
    expect(old[0]?.Attributes).toMatchObject({ SenderId: '111122223333' });
  });

  test('a delayed message shows when its delay is over', async () => {
    const url = await newQueue();
    await send(url, 'later', { DelaySeconds: 60 });
    expect(await receive(url)).toEqual([]);
    expect((await attributes(url)).ApproximateNumberOfMessagesDelayed).toBe('1');
    clockMs += 60_000;
    expect(bodies(await receive(url))).toEqual(['later']);
  });

  test('a long poll answers as soon as a message is sent', async () => {
    const url = await newQueue();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await send(url, 'now');
    expect(bodies(await waiting)).toEqual(['now']);
  });

  test('a long poll answers when a hidden message shows again', async () => {
    const url = await newQueue();
    await send(url, 'again');
    const [taken] = await receive(url);
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await hide(url, taken ?? {}, 0);
    expect(bodies(await waiting)).toEqual(['again']);
  });

  test('a long poll answers nothing when its time is over', async () => {
    const url = await newQueue({ ReceiveMessageWaitTimeSeconds: '1' });
    const startedAt = performance.now();
    expect(await receive(url)).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  test('the visibility can be changed only of a message in flight', async () => {
    const url = await newQueue();
    await send(url, 'x');
    const [message] = await receive(url);
    await hide(url, message ?? {}, 100);
    clockMs += 99_000;
    expect(await receive(url)).toEqual([]);
    clockMs += 1000;
    await expect(hide(url, message ?? {}, 100)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    await expect(hide(url, message ?? {}, 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('old messages are forgotten, and purged ones too', async () => {
    const url = await newQueue({ MessageRetentionPeriod: '60' });
    await send(url, 'old');
    clockMs += 60_000;
    expect(await receive(url)).toEqual([]);
    await send(url, 'purged');
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive(url)).toEqual([]);
  });

  test('a message received too often goes to the dead-letter queue', async () => {
    const dead = await newQueue();
    const deadLetterTargetArn = (await attributes(dead)).QueueArn;
    const url = await newQueue({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) });
    const { MessageId } = await send(url, 'poison', {
      MessageAttributes: { why: { DataType: 'String', StringValue: 'bad' } },
    });
    for (const attempt of [1, 2]) {
      const [message] = await receive(url);
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(attempt));
      clockMs += 30_000;
    }
    expect(await receive(url)).toEqual([]);
    const [given] = await receive(dead);
    expect(given).toMatchObject({ MessageId, Body: 'poison', MessageAttributes: { why: { StringValue: 'bad' } } });
    expect(given?.Attributes?.DeadLetterQueueSourceArn).toBe((await attributes(url)).QueueArn);
  });
});

describe('a FIFO queue', () => {
  test('delivers a group in order and blocks it while one of its messages is in flight', async () => {
    const url = await newFifo();
    for (const body of ['a1', 'a2', 'a3']) await sendTo(url, 'a', body);
    await sendTo(url, 'b', 'b1');
    const [a1] = await receive(url, { MaxNumberOfMessages: 1 });
    expect(a1).toMatchObject({ Body: 'a1', Attributes: { MessageGroupId: 'a', MessageDeduplicationId: 'a1' } });
    const [b1, ...rest] = await receive(url);
    expect(b1?.Body).toBe('b1');
    expect(rest).toEqual([]);
    await remove(url, a1 ?? {});
    expect(bodies(await receive(url))).toEqual(['a2', 'a3']);
  });

  test('a batch holds as many messages of one group as there are, before the next group', async () => {
    const url = await newFifo();
    for (const body of ['a1', 'b1', 'a2', 'b2', 'a3']) await sendTo(url, body.slice(0, 1), body);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 4 }))).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  test('a message handed back stays at the head of its group', async () => {
    const url = await newFifo();
    await sendTo(url, 'a', 'a1');
    await sendTo(url, 'a', 'a2');
    const [a1, a2] = await receive(url);
    await hide(url, a1 ?? {}, 0);
    expect(await receive(url)).toEqual([]);
    await hide(url, a2 ?? {}, 0);
    expect(bodies(await receive(url))).toEqual(['a1', 'a2']);
  });

  test('sequence numbers grow', async () => {
    const url = await newFifo();
    const first = await sendTo(url, 'a', '1');
    const second = await sendTo(url, 'b', '2');
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
  });

  test('an id seen within five minutes is dropped, also when its message is gone', async () => {
    const url = await newFifo();
    const first = await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    const second = await send(url, 'y', { MessageGroupId: 'b', MessageDeduplicationId: 'id' });
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    const [message, ...rest] = await receive(url);
    expect(rest).toEqual([]);
    await remove(url, message ?? {});
    clockMs += 299_999;
    await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    expect(await receive(url)).toEqual([]);
    clockMs += 1;
    await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    expect(bodies(await receive(url))).toEqual(['x']);
  });

  test('deduplication goes by content, and by group, where the queue says so', async () => {
    const content = await newFifo({ ContentBasedDeduplication: 'true' });
    for (const body of ['x', 'x', 'y']) await send(content, body, { MessageGroupId: 'a' });
    expect(bodies(await receive(content))).toEqual(['x', 'y']);
    const scoped = await newFifo({ DeduplicationScope: 'messageGroup' });
    for (const group of ['a', 'b', 'a']) {
      await send(scoped, group, { MessageGroupId: group, MessageDeduplicationId: 'id' });
    }
    expect(bodies(await receive(scoped))).toEqual(['a', 'b']);
  });

  test('a queue-wide delay keeps the order', async () => {
    const url = await newFifo({ DelaySeconds: '10' });
    await sendTo(url, 'a', 'a1');
    clockMs += 5000;
    await sendTo(url, 'a', 'a2');
    clockMs += 5000;
    expect(bodies(await receive(url))).toEqual(['a1']);
  });

  test('an expired receipt handle deletes nothing and is refused', async () => {
    const url = await newFifo();
    await sendTo(url, 'a', 'a1');
    const [message] = await receive(url);
    clockMs += 30_000;
    await expect(remove(url, message ?? {})).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(bodies(await receive(url))).toEqual(['a1']);
  });

  test('a group goes on when its head is given up on', async () => {
    const dead = await newFifo();
    const deadLetterTargetArn = (await attributes(dead)).QueueArn;
    const url = await newFifo({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '1' }) });
    await sendTo(url, 'a', 'poison');
    await sendTo(url, 'a', 'good');
    expect(bodies(await receive(url, { MaxNumberOfMessages: 1 }))).toEqual(['poison']);
    clockMs += 30_000;
    expect(bodies(await receive(url))).toEqual(['good']);
    expect((await receive(dead))[0]).toMatchObject({ Body: 'poison', Attributes: { MessageGroupId: 'a' } });
  });
});

describe('refusals', () => {
  test.each<[string, 'standard' | 'fifo', Partial<SendMessageCommandInput>, string]>([
    ['a FIFO message without group', 'fifo', { MessageDeduplicationId: 'x' }, 'MissingParameter'],
    ['a FIFO message without deduplication id', 'fifo', { MessageGroupId: 'x' }, 'InvalidParameterValue'],
    [
      'a delay on a FIFO message',
      'fifo',
      { MessageGroupId: 'x', MessageDeduplicationId: 'x', DelaySeconds: 1 },
      'InvalidParameterValue',
    ],
    [
      'a group id with a blank',
      'fifo',
      { MessageGroupId: 'a b', MessageDeduplicationId: 'x' },
      'InvalidParameterValue',
    ],
    ['a deduplication id on a standard queue', 'standard', { MessageDeduplicationId: 'x' }, 'InvalidParameterValue'],
    ['a delay over 15 minutes', 'standard', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['control characters', 'standard', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['an empty body', 'standard', { MessageBody: '' }, 'MissingParameter'],
    ['more than 1 MiB', 'standard', { MessageBody: 'é'.repeat(524_289) }, 'InvalidParameterValue'],
    [
      'an attribute without value',
      'standard',
      { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute of no type',
      'standard',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
  ])('SendMessage refuses %s', async (_, kind, input, name) => {
    const url = await (kind === 'fifo' ? newFifo() : newQueue());
    await expect(send(url, 'x', input)).rejects.toMatchObject({ name, $fault: 'client' });
    expect(await receive(url)).toEqual([]);
  });

  test('a message of exactly 1 MiB is taken', async () => {
    const url = await newQueue();
    await send(url, 'x'.repeat(1_048_576));
    expect((await receive(url))[0]?.Body).toHaveLength(1_048_576);
  });

  test('an unknown queue, a foreign account and a handle that is none', async () => {
    const url = await newQueue();
    await expect(send(`${server.url}/111122223333/none`, 'x')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(send(url.replace('111122223333', '444455556666'), 'x')).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(remove(url, { ReceiptHandle: 'nonsense' })).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  test.each([0, 11])('ReceiveMessage refuses to give %d messages', async (MaxNumberOfMessages) => {
    const url = await newQueue();
    await expect(receive(url, { MaxNumberOfMessages })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test.each([
    ['AmazonSQS.Nonsense', '{}', 400, 'InvalidAction'],
    ['AmazonSQS.SendMessage', '{', 400, 'SerializationException'],
    ['AmazonSQS.SendMessage', '{}', 400, 'MissingParameter'],
  ])('the wire: %s with %s', async (target, body, status, code) => {
    const answer = await fetch(server.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-query-error')).toBe(`${code};Sender`);
  });
});

describe('batches', () => {
  test('each entry succeeds or fails alone', async () => {
    const url = await newFifo();
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: '1' },
          { Id: 'bad', MessageBody: 'y' },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: 'good' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);
    const [message] = await receive(url);
    const ReceiptHandle = message?.ReceiptHandle;
    const hidden = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', ReceiptHandle, VisibilityTimeout: 60 },
          { Id: 'bad', ReceiptHandle: 'x', VisibilityTimeout: 60 },
        ],
      }),
    );
    expect(hidden).toMatchObject({ Successful: [{ Id: 'good' }], Failed: [{ Id: 'bad' }] });
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'x' },
        ],
      }),
    );
    expect(removed).toMatchObject({ Successful: [{ Id: 'good' }], Failed: [{ Code: 'ReceiptHandleIsInvalid' }] });
  });

  const entries = (size: number) => Array.from({ length: size }, (_, i) => ({ Id: `m${i}`, MessageBody: 'x' }));
  test.each([
    ['no entry', entries(0), 'EmptyBatchRequest'],
    ['eleven entries', entries(11), 'TooManyEntriesInBatchRequest'],
    ['one id twice', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['an id of other characters', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'more than 1 MiB together',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('a batch with %s is refused as a whole', async (_, Entries, name) => {
    const QueueUrl = await newQueue();
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
    expect(await receive(QueueUrl)).toEqual([]);
  });
});
