import { seedAccount, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { notificationsQueue } from './notifications-queue.ts';
import { seededRandom } from './seeded.ts';
import { channelReader, topicChannels, topicEnvironment, workDone } from './topic-channels.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 30_000 });

let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;
let app: AppUnderTest;

/** The app's store and queues are DynamoDB and two SQS queues. */
beforeAll(async () => {
  dynamo = await startDynamoDb();
  const table = await dynamo.createTable();
  const owner = { account: seedAccount, region: 'eu-west-1' };
  app = await startApp({
    environment: (services) => {
      const { sqs, aws } = services;
      const dead = sqs.queues.create(owner, 'dead.fifo', { FifoQueue: 'true' });
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 10 });
      sqs.queues.create(owner, 'jobs.fifo', { FifoQueue: 'true', RedrivePolicy });
      return {
        ...topicEnvironment,
        STORE_URL: `dynamodb:${table}`,
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
        QUEUE_URL: `${aws.url}/${seedAccount}/jobs.fifo`,
        NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, [seedTopics.chat, seedTopics.chatUs]),
      };
    },
  });
});
afterAll(async () => {
  await app.stop();
  await dynamo.close();
});

test('on DynamoDB and SQS, each channel has one card with the last change, and a thread line for each', async () => {
  const random = seededRandom();
  const read = channelReader(app);
  const everywhere = (holds: (channel: string) => boolean) =>
    app.slack.workspace.until(() => topicChannels.every(holds), 40_000);
  app.sns.setFaults({ random, duplicate: 0.5, delayMs: 200 });
  app.slack.faults.add({ kind: 'rate_limited', probability: 0.05, retryAfterS: 1 });
  const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'In the cloud', impact: 2 });
  await everywhere((channel) => read.lines(channel, arn).length === 1);
  const changes: [Parameters<typeof app.aws.incidents.update>[1], RegExp][] = [
    [{ impact: 3 }, /Impact: High → Medium/],
    [{ title: 'Clouded' }, /Title changed by .*Clouded/],
    [{ status: 'RESOLVED' }, /Resolved after/],
  ];
  for (const [change, line] of changes) {
    app.aws.incidents.update(arn, change);
    for (let count = 0; count < 5; count += 1) app.sns.publish(seedTopics.chat, `news of ${arn}`);
    await everywhere((channel) => read.lines(channel, arn).some((told) => line.test(told)));
  }
  app.slack.faults.clear();
  await workDone(app);
  expect((await fetch(`${app.appUrl}/healthz`)).status).toBe(200);
  for (const channel of topicChannels) {
    const [card, ...more] = read.cards(channel, arn);
    expect(more).toEqual([]);
    expect(allText(card?.blocks)).toMatch(/Clouded.*Resolved.*Medium/);
    const [first = '', ...told] = read.lines(channel, arn).filter((line) => !/page/i.test(line));
    expect(first).toContain('<!subteam^');
    expect(told).toHaveLength(changes.length);
    for (const [index, [, line]] of changes.entries()) expect(told[index]).toMatch(line);
  }
});
