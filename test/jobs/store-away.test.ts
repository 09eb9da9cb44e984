import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIncidentApp } from '../../src/app.ts';
import { openDynamoStore } from '../../src/cloud/open-dynamodb.ts';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import { readConfig } from '../../src/config/config.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { startWorker, type Worker } from '../../src/jobs/worker.ts';
import { firstRefresh } from '../../src/notifications/refresh-jobs.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { startSqs } from '../cloud/start-sqs.ts';
import { channelReader } from '../e2e/topic-channels.ts';
import { fillDatabase } from '../store/fill-database.ts';
import { startShutter } from '../store/shutter.ts';
import { type Backends, startBackends } from '../support/backends.ts';
import { startLeapingClock } from '../support/leaping-clock.ts';
import { silentLog } from '../support/silent-log.ts';

vi.setConfig({ testTimeout: 120_000 });

const channel = ids.checkout;

let backends: Backends;
let aheadMs: number;
/** The jobs that run now. */
let running: number;
const now = () => Date.now() + aheadMs;
const cleanUps: (() => unknown)[] = [];

beforeEach(async () => {
  aheadMs = 0;
  running = 0;
  cleanUps.push(startLeapingClock());
  backends = await startBackends({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${channel}` } });
  Object.assign(process.env, backends.appEnvironment);
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await backends.end();
});

function startApp(store: Store, queue: JobQueue): Worker {
  const app = createIncidentApp({
    config: readConfig(backends.appEnvironment),
    regions: ['eu-west-1'],
    store,
    queue,
    environment: backends.appEnvironment,
    now,
    log: silentLog,
  });
  const worker = startWorker({
    queue,
    async run(delivery) {
      running += 1;
      await app.run(delivery).finally(() => {
        running -= 1;
      });
    },
    onGivenUp: app.givenUp,
    width: 8,
    now,
    random: () => 0,
    log: silentLog,
  });
  cleanUps.push(() => app.close());
  cleanUps.push(() => worker.stop(5000));
  return worker;
}

async function dynamo() {
  const server = await startDynamoDb();
  const table = await server.createTable();
  const shutter = await startShutter(server.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = shutter.url;
  const store = openDynamoStore(table, now);
  cleanUps.push(async () => {
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    await store.close();
    await shutter.close();
    await server.close();
  });
  return { store, shutter };
}

async function embedded(): Promise<JobQueue> {
  const database = openSqliteDatabase(':memory:');
  cleanUps.push(() => database.close());
  return createSqliteQueue(database, { now });
}

async function sqs(): Promise<JobQueue> {
  const server = await startSqs(now);
  cleanUps.push(() => server.close());
  return createSqsQueue({ client: server.connect(), queueUrl: (await server.createJobQueue()).queueUrl, now });
}

const until = (holds: () => boolean | Promise<boolean>) => backends.slack.workspace.until(holds, 60_000);
const linesIn = () => backends.slack.workspace.messages(channel).map(({ text }) => text);

describe.each([
  ['the embedded queue', embedded],
  ['SQS', sqs],
])('DynamoDB does not answer for longer than the worker retries, jobs are in %s', (_, openQueue) => {
  test('no refresh is lost: the channel is informed once, and the card is posted when the store is back', async () => {
    const { store, shutter } = await dynamo();
    const queue = await openQueue();
    shutter.shut();
    startApp(store, queue);
    const arn = backends.aws.incidents.start(seedPlans.search, { title: 'Store is down', impact: 2 });
    await queue.send([firstRefresh(arn, [channel], false)]);
    // It is retried and deferred repeatedly for half an hour.
    for (let minute = 0; minute < 30; minute += 2) {
      aheadMs += 120_000;
      await new Promise((resolve) => setTimeout(resolve, 1200));
    }
    await until(() => linesIn().length > 0);
    expect(linesIn()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^What is new about ${arn} cannot be shown yet: AWS did not answer for \\d+ minutes. The app keeps trying.$`,
        ),
      ),
    ]);
    expect((await queue.stats()).parked).toBe(0);
    shutter.open();
    const read = channelReader(backends);
    await until(() => {
      // Not while a job runs: a message that is worked on longer than its visibility timeout comes again.
      if (running === 0) aheadMs += 2000;
      return read.cards(channel, arn).length > 0;
    });
    expect((await queue.stats()).parked).toBe(0);
  });
});

test('with a full database file a refresh that AWS did not answer stays in the queue until there is space', async () => {
  const database = openSqliteDatabase(':memory:');
  cleanUps.push(() => database.close());
  const store = createSqliteStore(database, { now });
  const queue = createSqliteQueue(database, { now });
  const arn = backends.aws.incidents.start(seedPlans.search, { title: 'Disk is full', impact: 2 });
  backends.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord' });
  await queue.send([{ group: 'g', dedupeId: '1', job: { kind: 'look', arn, channels: [channel], engaged: false } }]);
  const makeRoom = fillDatabase(database);
  startApp(store, queue);
  for (let minute = 0; minute < 20; minute += 2) {
    aheadMs += 120_000;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(await queue.stats()).toMatchObject({ parked: 0 });
  makeRoom();
  backends.aws.faults.clear();
  const read = channelReader(backends);
  await until(() => {
    aheadMs += 5000;
    return read.cards(channel, arn).length > 0;
  });
});
