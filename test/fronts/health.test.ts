import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { createProgress } from '../../src/clock/clock-progress.ts';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import { createHealth } from '../../src/fronts/health.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { startSqs } from '../cloud/start-sqs.ts';
import { slackJob } from '../jobs/slack-job.ts';
import { fillDatabase } from '../store/fill-database.ts';
import { silentLog } from '../support/silent-log.ts';

const minuteMs = 60_000;
const well = { alive: true };

let database: DatabaseSync;
let elapsedMs: number;
const elapsed = () => elapsedMs;
const cleanUps: (() => unknown)[] = [];

beforeEach(() => {
  elapsedMs = 0;
  database = openSqliteDatabase(':memory:');
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  database.close();
});

const storage = () => ({
  store: createSqliteStore(database, { now: Date.now }),
  queue: createSqliteQueue(database, { now: Date.now }),
});

describe('health', () => {
  test('a healthy app answers 200 with the version and a field for each part', async () => {
    const answer = await createHealth({ ...storage(), workers: [well], clock: well, now: Date.now })();
    expect(answer).toEqual({
      status: 200,
      body: {
        version: packageJson.version,
        queue: true,
        store: true,
        worker: true,
        clock: true,
        jobs: { waiting: 0, running: 0, parked: 0, oldestAgeMs: 0 },
      },
    });
  });

  test('with a full disk /healthz reports that nothing can be stored, although everything can be read', async () => {
    const { store, queue } = storage();
    await queue.send([{ group: 'g', dedupeId: '1', job: slackJob('a') }]);
    const makeRoom = fillDatabase(database);
    const ask = () => createHealth({ store, queue, workers: [well], clock: well, now: Date.now })();
    expect(await ask()).toMatchObject({ status: 503, body: { queue: false, store: false, jobs: { waiting: 1 } } });
    makeRoom();
    expect(await ask()).toMatchObject({ status: 200, body: { queue: true, store: true } });
  });

  test('with SQS the health check stores one message in five minutes', async () => {
    const sqs = await startSqs();
    cleanUps.push(() => sqs.close());
    const queue = createSqsQueue({
      client: sqs.connect(),
      queueUrl: (await sqs.createJobQueue()).queueUrl,
      now: Date.now,
    });
    cleanUps.push(() => queue.close());
    const { store } = storage();
    const ask = () => createHealth({ store, queue, workers: [well], clock: well, now: Date.now })();
    for (let count = 0; count < 3; count += 1)
      expect(await ask()).toMatchObject({ status: 200, body: { queue: true } });
    expect(await queue.stats()).toMatchObject({ waiting: 1 });
    const gone = createSqsQueue({
      client: sqs.connect(),
      queueUrl: `${sqs.url}/111122223333/gone.fifo`,
      now: Date.now,
    });
    cleanUps.push(() => gone.close());
    const answer = await createHealth({ store, queue: gone, workers: [well], clock: well, now: Date.now })();
    expect(answer).toMatchObject({ status: 503, body: { queue: false } });
  });

  test('the worker is unhealthy while a job does not end', async () => {
    const { store, queue } = storage();
    let end: () => void = () => undefined;
    const begun = Promise.withResolvers<void>();
    const worker = startWorker({
      queue,
      run: () =>
        new Promise((resolve) => {
          end = resolve;
          begun.resolve();
        }),
      onGivenUp: async () => 'dead letter',
      width: 4,
      now: Date.now,
      random: Math.random,
      elapsed,
      log: silentLog,
    });
    cleanUps.push(() => worker.stop(1000));
    const ask = () => createHealth({ store, queue, workers: [worker], clock: well, now: Date.now })();
    await queue.send([{ group: 'g', dedupeId: '1', job: slackJob('a') }]);
    await begun.promise;
    elapsedMs = 2 * minuteMs;
    expect(await ask()).toMatchObject({ status: 200, body: { worker: true } });
    elapsedMs = 11 * minuteMs;
    expect(await ask()).toMatchObject({ status: 503, body: { worker: false } });
    end();
    while ((await queue.stats()).running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // The next job makes the loop receive more.
    await queue.send([{ group: 'h', dedupeId: '2', job: slackJob('b') }]);
    while ((await queue.stats()).running === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ask()).toMatchObject({ status: 200, body: { worker: true } });
    end();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['does not end', () => new Promise(() => undefined)],
    ['fails', () => Promise.reject(new Error('no store'))],
  ])('a clock whose tick %s is unhealthy', async (_, tick) => {
    const { store, queue } = storage();
    const clock = createProgress(elapsed);
    void clock.note(tick()).catch(() => undefined);
    const ask = () => createHealth({ store, queue, workers: [well], clock, now: Date.now })();
    expect(await ask()).toMatchObject({ status: 200, body: { clock: true } });
    elapsedMs = 2 * minuteMs;
    expect(await ask()).toMatchObject({ status: 503, body: { clock: false } });
    await clock.note(Promise.resolve());
    expect(clock.alive).toBe(true);
  });
});
