import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defer, shouldDefer } from '../../src/clock/deferred-refreshes.ts';
import { tick } from '../../src/clock/tick.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Delivery, JobQueue } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const look: Job = { kind: 'look', arn, channels: ['C1'], engaged: true };
const sync = (channel: string, bring: boolean): Job => ({ kind: 'sync', arn, channel, bring });
const alarm: Job = { kind: 'alarm', channel: 'C1', alarm: { name: 'p99', state: 'ALARM' }, receivedAtMs: 1 };
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

const delivery = (job: Job, more: Partial<Delivery> = {}): Delivery => ({
  id: 'id',
  group: 'a group',
  job,
  attempt: 3,
  sentAtMs: clockMs - minuteMs,
  ...more,
});
const put = (job: Job) => defer(store, delivery(job), clockMs);

/** The jobs that are done at this moment. */
async function done(): Promise<Job[]> {
  await tick({ store, queue, statusPostsMs: new Map(), horizonMs: minuteMs, now: () => clockMs, log });
  const jobs: Job[] = [];
  for (const received of await queue.receive(200, 0)) {
    jobs.push(received.job);
    await queue.done(received);
  }
  return jobs;
}

/** Lets time pass until something comes back; minutes until then, and what it is. */
async function untilBack(): Promise<{ minutes: number; job: Job } | undefined> {
  const [waiting] = await store.due(clockMs + 3 * hourMs, 1, 'put-off look');
  const untilMs = (waiting?.dueAtMs ?? clockMs) - clockMs;
  clockMs += untilMs;
  const [job] = await done();
  return job && { minutes: untilMs / minuteMs, job };
}

describe('what failed is put off', () => {
  const error = (code: ErrorCode) => new AppError(code, 'no');

  test.each<ErrorCode>([
    'access_denied',
    'credentials_refused',
    'clock_wrong',
    'not_enabled',
    'region_outside_replication_set',
    'aws_unknown_error',
    'throttled',
    'aws_unavailable',
    'slack_token_refused',
    'slack_scope_missing',
    'slack_unknown_error',
    'storage_unavailable',
    'configuration',
  ])('after a minute of %s, and not before', (code) => {
    expect(shouldDefer(delivery(look), error(code), clockMs)).toBe(true);
    expect(shouldDefer(delivery(look, { sentAtMs: clockMs - 59_000 }), error(code), clockMs)).toBe(false);
    expect(shouldDefer(delivery(look, { attempt: 2 }), error(code), clockMs)).toBe(false);
  });

  test('later while Slack does not answer: nobody can be told', () => {
    const away = error('slack_unavailable');
    expect(shouldDefer(delivery(look), away, clockMs)).toBe(false);
    expect(shouldDefer(delivery(look, { sentAtMs: clockMs - 5 * minuteMs }), away, clockMs)).toBe(true);
  });

  test('at once where it came back and fails again', () => {
    const back: Job = { ...look, sinceMs: clockMs - minuteMs };
    const first = delivery(back, { attempt: 1, sentAtMs: clockMs });
    expect(shouldDefer(first, error('access_denied'), clockMs)).toBe(true);
  });

  test.each<[string, Job, unknown]>([
    ['a fault that is about the request itself', look, error('account_not_allowed')],
    ['a fault of our own', look, new Error('bug')],
    [
      'a status post: the clock finds it again',
      { kind: 'status-read', arn, engaged: false, posts: [] },
      error('throttled'),
    ],
  ])('not for %s', (_, job, thrown) => {
    expect(shouldDefer(delivery(job), thrown, clockMs)).toBe(false);
  });
});

describe('a look that was put off', () => {
  test('comes back each minute in the first hour, then less and less often, for a month', async () => {
    const begunMs = clockMs;
    const waits: number[] = [];
    let job: Job = look;
    while (await put(job)) {
      const back = await untilBack();
      if (back === undefined) throw new Error('it did not come back');
      job = back.job;
      waits.push(back.minutes);
    }
    expect(new Set(waits.slice(0, 60))).toEqual(new Set([1]));
    expect(Math.max(...waits)).toBe(60);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.length).toBeLessThan(1200);
    expect((clockMs - begunMs) / hourMs / 24).toBeCloseTo(30, 0);
  });

  test('brings what it was to bring, and is made once', async () => {
    expect(await put(look)).toBe(true);
    const sinceMs = clockMs;
    expect(await done()).toEqual([]);
    clockMs += minuteMs;
    expect(await done()).toEqual([{ kind: 'look', arn, channels: ['C1'], engaged: true, sinceMs }]);
    clockMs += hourMs;
    expect(await done()).toEqual([]);
  });

  test('begins anew when it went well for long', async () => {
    const sinceMs = clockMs;
    await put(look);
    expect(await untilBack()).toMatchObject({ job: { sinceMs } });
    clockMs += 3 * hourMs;
    await put(look);
    expect(await untilBack()).toMatchObject({ minutes: 1, job: { sinceMs: sinceMs + minuteMs + 3 * hourMs } });
  });

  test('many channels that failed at once cost one look, which brings the card to those that had none', async () => {
    const jobs = [sync('C1', false), sync('C2', true), sync('C3', false), sync('C4', true)];
    expect(await Promise.all(jobs.map(put))).toEqual([true, true, true, true]);
    clockMs += minuteMs;
    const [made, ...others] = await done();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ kind: 'look', arn, channels: expect.arrayContaining(['C2', 'C4']) });
  });
});

test('a line for a channel comes back as it was, for a day', async () => {
  const begunMs = clockMs;
  while (await put(alarm)) expect((await untilBack())?.job).toEqual(alarm);
  expect((clockMs - begunMs) / hourMs).toBeCloseTo(24, 0);
});

test('after an outage the many come a few at a time', async () => {
  for (let number = 0; number < 100; number += 1) await put({ ...look, arn: `${arn}${number}` } as Job);
  clockMs += minuteMs;
  expect(await done()).toHaveLength(60);
  expect(await done()).toHaveLength(40);
});
