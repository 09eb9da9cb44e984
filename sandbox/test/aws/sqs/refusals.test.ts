import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { client, newFifo, newQueue, queuesForThisFile, receive, remove, send, server } from './queue-parts.ts';

queuesForThisFile();

describe('invalid requests', () => {
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
      'a group id with a space',
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

  test('SendMessage accepts exactly 1 MiB', async () => {
    const url = await newQueue();
    await send(url, 'x'.repeat(1_048_576));
    expect((await receive(url))[0]?.Body).toHaveLength(1_048_576);
  });

  test('an unknown queue, a queue of another account and an invalid receipt handle are refused', async () => {
    const url = await newQueue();
    await expect(send(`${server.url}/111122223333/none`, 'x')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(send(url.replace('111122223333', '444455556666'), 'x')).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(remove(url, { ReceiptHandle: 'nonsense' })).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  test.each([0, 11])('ReceiveMessage refuses a maximum of %d messages', async (MaxNumberOfMessages) => {
    const url = await newQueue();
    await expect(receive(url, { MaxNumberOfMessages })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test.each([
    ['AmazonSQS.Nonsense', '{}', 400, 'InvalidAction'],
    ['AmazonSQS.SendMessage', '{', 400, 'SerializationException'],
    ['AmazonSQS.SendMessage', '{}', 400, 'MissingParameter'],
  ])('%s with body %s is refused with status %d and %s', async (target, body, status, code) => {
    const answer = await fetch(server.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-query-error')).toBe(`${code};Sender`);
  });
});

describe('batches', () => {
  test('each entry of a batch succeeds or fails on its own', async () => {
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
    ['an id with invalid characters', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
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
