import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { createSqliteQueue } from '../../src/jobs/sqlite-queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite-database.ts';
import { createSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { putOffLook } from '../../src/watches/put-off-looks.ts';
import { tick } from '../../src/watches/tick.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const throttled = new AppError('throttled', 'slow down');
const minuteMs = 60_000;
const look: Job = { kind: 'look', arn, channels: ['C1'], engaged: true };
const sync = (channel: string, bring: boolean): Job => ({ kind: 'sync', arn, channel, bring });
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let clockMs: number;
let store: Store;
let queue: JobQueue;
let close: () => Promise<void>;

beforeEach(() => {
  clockMs = Date.UTC(2026, 0, 5, 9);
  const now = () => clockMs;
  const database = openSqliteDatabase(':memory:');
  store = createSqliteStore(database, { now });
  queue = createSqliteQueue(database, { now });
  close = async () => {
    await queue.close();
    database.close();
  };
});
afterEach(() => close());

/** What a tick at this moment has looked at. */
async function looks(): Promise<Job[]> {
  await tick({ store, queue, statusPostsMs: new Map(), horizonMs: minuteMs, now: () => clockMs, log });
  const jobs: Job[] = [];
  for (const delivery of await queue.receive(200, 0)) {
    jobs.push(delivery.job);
    await queue.done(delivery);
  }
  return jobs;
}

/** Minutes until the look is made. */
async function untilLook(): Promise<number> {
  for (let minutes = 0; minutes <= 120; minutes += 1) {
    if ((await looks()).length > 0) return minutes;
    clockMs += minuteMs;
  }
  return Number.NaN;
}

describe('a look that was given up', () => {
  test('is made again, later and later, for about a day', async () => {
    const waits: number[] = [];
    while (await putOffLook(store, look, throttled, clockMs)) waits.push(await untilLook());
    expect(waits.slice(0, 6)).toEqual([5, 10, 20, 40, 60, 60]);
    const hours = waits.reduce((sum, minutes) => sum + minutes, 0) / 60;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(30);
  });

  test('brings what it was to bring, and is made once', async () => {
    expect(await putOffLook(store, look, throttled, clockMs)).toBe(true);
    expect(await looks()).toEqual([]);
    clockMs += 5 * minuteMs;
    expect(await looks()).toEqual([{ kind: 'look', arn, channels: ['C1'], engaged: false }]);
    clockMs += 60 * minuteMs;
    expect(await looks()).toEqual([]);
  });

  test('starts with short waits again when it went well for long', async () => {
    for (let count = 0; count < 5; count += 1) {
      await putOffLook(store, look, throttled, clockMs);
      await untilLook();
    }
    clockMs += 3 * 60 * minuteMs;
    await putOffLook(store, look, throttled, clockMs);
    expect(await untilLook()).toBe(5);
  });

  test.each<[string, Job, unknown]>([
    ['a fault that does not pass', look, new AppError('access_denied', 'no')],
    ['a fault of our own', look, new Error('bug')],
    ['another job', { kind: 'confirm', topicArn: 'arn', token: 't' }, throttled],
  ])('not for %s', async (_, job, error) => {
    expect(await putOffLook(store, job, error, clockMs)).toBe(false);
    expect(await untilLook()).toBeNaN();
  });
});

test('many channels given up at once cost one look, which brings the card to those that had none', async () => {
  const jobs = [sync('C1', false), sync('C2', true), sync('C3', false), sync('C4', true)];
  const all = await Promise.all(jobs.map((job) => putOffLook(store, job, throttled, clockMs)));
  expect(all).toEqual([true, true, true, true]);
  clockMs += 5 * minuteMs;
  const [made, ...others] = await looks();
  expect(others).toEqual([]);
  expect(made).toMatchObject({ kind: 'look', arn, channels: expect.arrayContaining(['C2', 'C4']) });
});

test('after an outage the many come a few at a time', async () => {
  for (let number = 0; number < 100; number += 1) {
    await putOffLook(store, { ...look, arn: `${arn}${number}` }, throttled, clockMs);
  }
  clockMs += 5 * minuteMs;
  expect(await looks()).toHaveLength(60);
  expect(await looks()).toHaveLength(40);
});
