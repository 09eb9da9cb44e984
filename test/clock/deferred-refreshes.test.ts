import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defer, shouldDefer } from '../../src/clock/deferred-refreshes.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import type { Job, RefreshJob } from '../../src/jobs/job.ts';
import type { Delivery, JobQueue } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { arnOf } from '../support/arn-of.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const look: RefreshJob = { kind: 'look', arn: arnOf(arn), channels: ['C1'], engaged: true };
const sync = (channel: string, bring: boolean): Job => ({ kind: 'sync', arn, channel, bring });
const alarm: Job = { kind: 'alarm', channel: 'C1', alarm: { name: 'p99', state: 'ALARM' }, receivedAtMs: 1 };
const startMs = Date.UTC(2026, 0, 5, 9);

let clock: ClockedStore['clock'];
let store: Store;
let queue: JobQueue;
let runTick: ClockedStore['runTick'];
let close: () => Promise<void>;

beforeEach(() => {
  ({ clock, store, queue, runTick, close } = openClockedStore(startMs));
});
afterEach(() => close());

const delivery = (job: Job, more: Partial<Delivery> = {}): Delivery => ({
  id: 'id',
  group: 'a group',
  job,
  attempt: 3,
  sentAtMs: clock.nowMs - minuteMs,
  ...more,
});
const deferJob = (job: Job) => defer(store, delivery(job), clock.nowMs);

/** Runs a tick and takes every job that the queue delivers. */
async function tickAndTake(): Promise<Job[]> {
  await runTick();
  const jobs: Job[] = [];
  for (const received of await queue.receive(200, 0)) {
    jobs.push(received.job);
    await queue.done(received);
  }
  return jobs;
}

/** Moves the clock until the first deferred job is sent again. */
async function untilSentAgain(): Promise<{ minutes: number; job: Job } | undefined> {
  const [waiting] = await store.due(clock.nowMs + 3 * hourMs, 1, 'put-off look');
  const untilMs = (waiting?.dueAtMs ?? clock.nowMs) - clock.nowMs;
  clock.nowMs += untilMs;
  const [job] = await tickAndTake();
  return job && { minutes: untilMs / minuteMs, job };
}

describe('deferring a failed job', () => {
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
  ])('a job that fails with %s is deferred after a minute, not before', (code) => {
    expect(shouldDefer(delivery(look), error(code), clock.nowMs)).toBe(true);
    expect(shouldDefer(delivery(look, { sentAtMs: clock.nowMs - 59_000 }), error(code), clock.nowMs)).toBe(false);
    expect(shouldDefer(delivery(look, { attempt: 2 }), error(code), clock.nowMs)).toBe(false);
  });

  test('a job is deferred later while Slack does not answer, because the channel cannot be informed', () => {
    const away = error('slack_unavailable');
    expect(shouldDefer(delivery(look), away, clock.nowMs)).toBe(false);
    expect(shouldDefer(delivery(look, { sentAtMs: clock.nowMs - 5 * minuteMs }), away, clock.nowMs)).toBe(true);
  });

  test('a deferred job that fails again is deferred at once', () => {
    const deferred: Job = { ...look, sinceMs: clock.nowMs - minuteMs };
    const first = delivery(deferred, { attempt: 1, sentAtMs: clock.nowMs });
    expect(shouldDefer(first, error('access_denied'), clock.nowMs)).toBe(true);
  });

  test.each<[string, Job, unknown]>([
    ['an error about the request itself', look, error('account_not_allowed')],
    ['a bug in the app', look, new Error('bug')],
    [
      'a status update, which the clock sends again',
      { kind: 'status-read', arn: arnOf(arn), engaged: false, posts: [] },
      error('throttled'),
    ],
  ])('a job is not deferred for %s', (_, job, thrown) => {
    expect(shouldDefer(delivery(job), thrown, clock.nowMs)).toBe(false);
  });
});

describe('a deferred refresh', () => {
  test('a deferred refresh is sent again every minute for an hour, then less often, for a month', async () => {
    const firstMs = clock.nowMs;
    const waits: number[] = [];
    let job: Job = look;
    while (await deferJob(job)) {
      const sentAgain = await untilSentAgain();
      if (sentAgain === undefined) throw new Error('the job was not sent again');
      job = sentAgain.job;
      waits.push(sentAgain.minutes);
    }
    expect(new Set(waits.slice(0, 60))).toEqual(new Set([1]));
    expect(Math.max(...waits)).toBe(60);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.length).toBeLessThan(1200);
    expect((clock.nowMs - firstMs) / hourMs / 24).toBeCloseTo(30, 0);
  });

  test('a deferred refresh keeps its channels and is sent once', async () => {
    expect(await deferJob(look)).toBe(true);
    const sinceMs = clock.nowMs;
    expect(await tickAndTake()).toEqual([]);
    clock.nowMs += minuteMs;
    expect(await tickAndTake()).toMatchObject([
      { kind: 'look', arn: arnOf(arn), channels: ['C1'], engaged: true, sinceMs },
    ]);
    clock.nowMs += hourMs;
    expect(await tickAndTake()).toEqual([]);
  });

  test('a refresh that fails after a long success starts with the shortest delay', async () => {
    const sinceMs = clock.nowMs;
    await deferJob(look);
    expect(await untilSentAgain()).toMatchObject({ job: { sinceMs } });
    clock.nowMs += 3 * hourMs;
    await deferJob(look);
    expect(await untilSentAgain()).toMatchObject({ minutes: 1, job: { sinceMs: sinceMs + minuteMs + 3 * hourMs } });
  });

  test('channels that failed together share one refresh, which posts the card where it was missing', async () => {
    const jobs = [sync('C1', false), sync('C2', true), sync('C3', false), sync('C4', true)];
    expect(await Promise.all(jobs.map(deferJob))).toEqual([true, true, true, true]);
    clock.nowMs += minuteMs;
    const [refresh, ...others] = await tickAndTake();
    expect(others).toEqual([]);
    expect(refresh).toMatchObject({ kind: 'look', arn: arnOf(arn), channels: expect.arrayContaining(['C2', 'C4']) });
  });
});

test('a deferred alarm message is sent again unchanged, for a day', async () => {
  const firstMs = clock.nowMs;
  while (await deferJob(alarm)) expect((await untilSentAgain())?.job).toMatchObject(alarm);
  expect((clock.nowMs - firstMs) / hourMs).toBeCloseTo(24, 0);
});

test('after an outage deferred refreshes are sent in batches', async () => {
  for (let number = 0; number < 100; number += 1)
    await deferJob({ ...look, arn: arnOf(arn.replace('plan', `plan-${number}`)) });
  clock.nowMs += minuteMs;
  expect(await tickAndTake()).toHaveLength(60);
  expect(await tickAndTake()).toHaveLength(40);
});
