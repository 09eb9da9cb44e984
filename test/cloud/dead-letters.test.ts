import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createDeadLettersInSqs } from '../../src/cloud/dead-letters.ts';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import { deadLettersContract } from '../dead-letters/dead-letters-contract.ts';
import { slackJob } from '../jobs/slack-job.ts';
import { startSqs } from './start-sqs.ts';

async function open() {
  const sqs = await startSqs();
  const client = sqs.connect();
  const urls = await sqs.createJobQueue();
  const { queueUrl } = urls;
  const queue = createSqsQueue({ client, queueUrl, now: Date.now });
  const letters = createDeadLettersInSqs({ client: sqs.connect(), queueUrl, now: Date.now, waitSeconds: 0 });
  const send = (QueueUrl: string, group: string, MessageBody: string) =>
    client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageGroupId: group.replaceAll(' ', '-'),
        MessageDeduplicationId: String(Math.random()),
      }),
    );
  return {
    ...urls,
    queue,
    letters,
    send,
    sendRaw: async (group: string, text: string) => void (await send(queueUrl, group, text)),
    async close() {
      await letters.close();
      await queue.close();
      await sqs.close();
    },
  };
}

deadLettersContract('SQS', open);

test('a message that SQS moved itself has no reason and can be retried', async () => {
  const { letters, queue, send, deadLetterQueueUrl, close } = await open();
  await send(deadLetterQueueUrl, 'card', JSON.stringify({ group: 'card a', job: slackJob('crash') }));
  const [letter] = (await letters.list()).letters;
  expect(letter).toMatchObject({ group: 'card a', content: slackJob('crash') });
  expect(letter).not.toHaveProperty('reason');
  await letters.retry(letter?.id.slice(0, 8) ?? '');
  expect(await queue.receive(1, 0)).toMatchObject([{ group: 'card a', job: slackJob('crash') }]);
  await close();
});

test('SQS shows at most ten messages of a group, and the list says how many there are', async () => {
  const { letters, send, deadLetterQueueUrl, close } = await open();
  for (let index = 0; index < 13; index++) {
    await send(deadLetterQueueUrl, 'card', JSON.stringify({ group: 'card', job: slackJob(String(index)) }));
  }
  const list = await letters.list();
  expect(list.letters).toHaveLength(10);
  expect(list.hidden).toBe(3);
  await close();
});

test('a queue without a dead-letter queue is a configuration error', async () => {
  const sqs = await startSqs();
  const queueUrl = await sqs.createQueue('alone.fifo');
  const letters = createDeadLettersInSqs({ client: sqs.connect(), queueUrl, now: Date.now });
  await expect(letters.list()).rejects.toMatchObject({ code: 'configuration' });
  await sqs.close();
});
