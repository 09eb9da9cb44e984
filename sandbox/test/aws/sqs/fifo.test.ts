import { describe, expect, test } from 'vitest';
import {
  attributes,
  bodies,
  clock,
  hide,
  newFifo,
  queuesForThisFile,
  receive,
  remove,
  send,
  sendTo,
} from './queue-parts.ts';

queuesForThisFile();

describe('a FIFO queue', () => {
  test('a FIFO queue delivers a group in order and blocks it while one of its messages is in flight', async () => {
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

  test('a batch contains all messages of one group before those of the next', async () => {
    const url = await newFifo();
    for (const body of ['a1', 'b1', 'a2', 'b2', 'a3']) await sendTo(url, body.slice(0, 1), body);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 4 }))).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  test('a message whose visibility timeout is set to 0 stays at the head of its group', async () => {
    const url = await newFifo();
    await sendTo(url, 'a', 'a1');
    await sendTo(url, 'a', 'a2');
    const [a1, a2] = await receive(url);
    await hide(url, a1 ?? {}, 0);
    expect(await receive(url)).toEqual([]);
    await hide(url, a2 ?? {}, 0);
    expect(bodies(await receive(url))).toEqual(['a1', 'a2']);
  });

  test('sequence numbers increase', async () => {
    const url = await newFifo();
    const first = await sendTo(url, 'a', '1');
    const second = await sendTo(url, 'b', '2');
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
  });

  test('a deduplication id seen within five minutes is dropped, even after its message was deleted', async () => {
    const url = await newFifo();
    const first = await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    const second = await send(url, 'y', { MessageGroupId: 'b', MessageDeduplicationId: 'id' });
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    const [message, ...rest] = await receive(url);
    expect(rest).toEqual([]);
    await remove(url, message ?? {});
    clock.ms += 299_999;
    await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    expect(await receive(url)).toEqual([]);
    clock.ms += 1;
    await send(url, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
    expect(bodies(await receive(url))).toEqual(['x']);
  });

  test('deduplication is by content or by group if the queue says so', async () => {
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
    clock.ms += 5000;
    await sendTo(url, 'a', 'a2');
    clock.ms += 5000;
    expect(bodies(await receive(url))).toEqual(['a1']);
  });

  test('an expired receipt handle is refused and deletes nothing', async () => {
    const url = await newFifo();
    await sendTo(url, 'a', 'a1');
    const [message] = await receive(url);
    clock.ms += 30_000;
    await expect(remove(url, message ?? {})).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(bodies(await receive(url))).toEqual(['a1']);
  });

  test('a group continues after its head became a dead letter', async () => {
    const dead = await newFifo();
    const deadLetterTargetArn = (await attributes(dead)).QueueArn;
    const url = await newFifo({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '1' }) });
    await sendTo(url, 'a', 'poison');
    await sendTo(url, 'a', 'good');
    expect(bodies(await receive(url, { MaxNumberOfMessages: 1 }))).toEqual(['poison']);
    clock.ms += 30_000;
    expect(bodies(await receive(url))).toEqual(['good']);
    expect((await receive(dead))[0]).toMatchObject({ Body: 'poison', Attributes: { MessageGroupId: 'a' } });
  });
});
