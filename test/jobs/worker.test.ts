import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { waitInQueue } from '../../src/jobs/not-yet.ts';
import type { Delivery, QueueStats } from '../../src/jobs/queue.ts';
import { afterFailure, startWorker } from '../../src/jobs/worker.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { silentLog } from '../support/silent-log.ts';

const throttled = new AppError('throttled', 'slow down');
const middle = () => 0.5;

describe('after a failed attempt', () => {
  test('a transient error is retried with exponential backoff and jitter', () => {
    const waits = [1, 2, 3, 4, 8].map((attempt) => afterFailure(throttled, { attempt, sentAtMs: 0 }, 1000, middle));
    expect(waits).toEqual([750, 1500, 3000, 6000, 45_000].map((retryInMs) => ({ retryInMs })));
    const shortest = afterFailure(throttled, { attempt: 1, sentAtMs: 0 }, 1000, () => 0);
    const longest = afterFailure(throttled, { attempt: 1, sentAtMs: 0 }, 1000, () => 1);
    expect([shortest, longest]).toEqual([{ retryInMs: 500 }, { retryInMs: 1000 }]);
  });

  test.each([
    { attempt: 1, retryAfterMs: 30_000, least: 30_000, most: 30_500 },
    { attempt: 5, retryAfterMs: 1000, least: 1000, most: 9000 },
    { attempt: 9, retryAfterMs: 0, least: 0, most: 30_000 },
  ])('Retry-After is honoured, with jitter: %o', ({ attempt, retryAfterMs, least, most }) => {
    const error = new AppError('slack_rate_limited', 'wait', { retryAfterMs });
    const waits = [0, 1].map((random) => afterFailure(error, { attempt, sentAtMs: 0 }, 0, () => random));
    expect(waits).toEqual([{ retryInMs: least }, { retryInMs: most }]);
  });

  test('a transient error fails for good after five minutes', () => {
    const triedAfter = (ms: number) =>
      afterFailure(throttled, { attempt: 9, sentAtMs: 5_000_000 }, 5_000_000 + ms, middle);
    expect([triedAfter(299_999), triedAfter(300_000)]).toEqual([{ retryInMs: 45_000 }, 'give up']);
  });

  test('a transient error gets at least three attempts, because a job may wait its turn for five minutes', () => {
    const tries = [1, 2, 3].map((attempt) => afterFailure(throttled, { attempt, sentAtMs: 0 }, 300_000, middle));
    expect(tries).toEqual([{ retryInMs: 750 }, { retryInMs: 1500 }, 'give up']);
  });

  test('a bug in the app is retried twice', () => {
    const bug = new TypeError('undefined is not a function');
    expect(afterFailure(bug, { attempt: 2, sentAtMs: 0 }, 0, middle)).toEqual({ retryInMs: 1500 });
    expect(afterFailure(bug, { attempt: 3, sentAtMs: 0 }, 0, middle)).toBe('give up');
  });

  test('a permanent error fails at once', () => {
    expect(afterFailure(new AppError('invalid_request', 'no'), { attempt: 1, sentAtMs: 0 }, 0, middle)).toBe('give up');
  });

  test.each(['access_denied', 'slack_token_refused', 'configuration'] as const)(
    '%s can pass, so it is retried',
    (code) => {
      const error = new AppError(code, 'no');
      expect(afterFailure(error, { attempt: 5, sentAtMs: 0 }, 200_000, middle)).toEqual({ retryInMs: 12_000 });
      expect(afterFailure(error, { attempt: 9, sentAtMs: 0 }, 300_000, middle)).toBe('give up');
    },
  );
});

describe('a worker on a real queue', () => {
  const job = (text: string) => ({
    group: text,
    dedupeId: text,
    job: { kind: 'slack' as const, body: { text }, receivedAtMs: 0 },
  });
  const textOf = ({ job: { kind, ...rest } }: Delivery): string =>
    kind === 'slack' && 'body' in rest ? String(rest.body.text) : '';

  test('a job that always fails is parked, reported and counted, and does not block others', async () => {
    const database = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(database, { now: Date.now });
    const done: string[] = [];
    const reported: string[] = [];
    let resolve: () => void = () => undefined;
    const allTold = new Promise<void>((all) => {
      resolve = all;
    });
    const worker = startWorker({
      queue,
      run: async (delivery) => {
        if (textOf(delivery) === 'failing') throw new AppError('invalid_request', 'no');
        done.push(textOf(delivery));
      },
      onGivenUp: async (delivery) => {
        reported.push(textOf(delivery));
        resolve();
        return 'dead letter';
      },
      width: 2,
      now: Date.now,
      random: Math.random,
      log: silentLog,
    });
    await queue.send([job('failing'), job('good'), job('better')]);
    await allTold;
    const isBusy = ({ parked, running, waiting }: QueueStats) => parked === 0 || running + waiting > 0;
    while (isBusy(await queue.stats())) await new Promise((next) => setTimeout(next, 5));
    expect(reported).toEqual(['failing']);
    expect(done.sort()).toEqual(['better', 'good']);
    expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0, parked: 1 });
    await worker.stop(1000);
    database.close();
  });

  test.each([
    { crashes: 49, ran: ['crashing'], reported: [] },
    { crashes: 50, ran: [], reported: ['crashing'] },
  ])('a job that crashed the process $crashes times: %o', async ({ crashes, ...expected }) => {
    const database = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(database, { now: Date.now });
    await queue.send([job('crashing')]);
    for (let run = 1; run <= crashes; run += 1) {
      for (const delivery of await queue.receive(1, 0)) await queue.retry(delivery, 0);
    }
    const ran: string[] = [];
    const reported: string[] = [];
    const worker = startWorker({
      queue,
      run: async (delivery) => void ran.push(textOf(delivery)),
      onGivenUp: async (delivery) => {
        reported.push(textOf(delivery));
        return 'dead letter';
      },
      width: 1,
      now: Date.now,
      random: Math.random,
      log: silentLog,
    });
    const isIdle = ({ waiting, running }: QueueStats) => waiting + running === 0;
    while (!isIdle(await queue.stats())) await new Promise((next) => setTimeout(next, 5));
    expect({ ran, reported }).toEqual(expected);
    await worker.stop(1000);
    database.close();
  });

  test('on a stop an unfinished job is returned to the queue at once, counted as an attempt', async () => {
    const database = openSqliteDatabase(':memory:');
    let clockMs = 0;
    const now = () => clockMs;
    const queue = createSqliteQueue(database, { now });
    await queue.send([job('long')]);
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const worker = startWorker({
      queue,
      run: () => {
        start();
        return new Promise(() => undefined);
      },
      onGivenUp: async () => 'dead letter',
      width: 1,
      now,
      random: Math.random,
      log: silentLog,
    });
    await started;
    await worker.stop(10);
    clockMs = 1000;
    const next = createSqliteQueue(database, { now });
    const [again] = await next.receive(1, 0);
    expect(again).toMatchObject({ attempt: 2 });
    await next.close();
    database.close();
  });

  test('a job that exceeds the time limit is retried, counted as an attempt, while its group waits', async () => {
    const database = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(database, { now: Date.now });
    const ran: [unknown, number][] = [];
    const worker = startWorker({
      queue,
      run: async (delivery) => {
        ran.push([textOf(delivery), delivery.attempt]);
        if (delivery.attempt < 3 && textOf(delivery) === 'slow') await new Promise(() => undefined);
      },
      onGivenUp: async () => 'dead letter',
      width: 2,
      limitMs: 5,
      now: Date.now,
      random: () => 0,
      log: silentLog,
    });
    await queue.send([{ ...job('slow'), group: 'g' }, { ...job('behind'), group: 'g' }, job('beside')]);
    while (ran.length < 5) await new Promise((next) => setTimeout(next, 5));
    expect(ran.filter(([text]) => text !== 'beside')).toEqual([
      ['slow', 1],
      ['slow', 2],
      ['slow', 3],
      ['behind', 1],
    ]);
    await worker.stop(1000);
    database.close();
  });

  test('a job that has to wait gives its place to another, stays at the head of its group and counts no attempt', async () => {
    const database = openSqliteDatabase(':memory:');
    let clockMs = 0;
    const queue = createSqliteQueue(database, { now: () => clockMs });
    const ran: [unknown, number][] = [];
    const worker = startWorker({
      queue,
      run: async (delivery) => {
        ran.push([textOf(delivery), delivery.attempt]);
        if (textOf(delivery) === 'resting') await waitInQueue(1000 - clockMs);
        if (textOf(delivery) === 'beside') clockMs = 1000;
      },
      onGivenUp: async () => 'dead letter',
      width: 1,
      now: () => clockMs,
      random: () => 0,
      log: silentLog,
    });
    await queue.send([{ ...job('resting'), group: 'g' }, { ...job('behind'), group: 'g' }, job('beside')]);
    while (ran.length < 4) await new Promise((next) => setTimeout(next, 5));
    expect(ran).toEqual([
      ['resting', 1],
      ['beside', 1],
      ['resting', 1],
      ['behind', 1],
    ]);
    await worker.stop(1000);
    expect(await queue.stats()).toMatchObject({ parked: 0 });
    database.close();
  });

  test("the number of concurrent jobs is at most the worker's width, and never two of a group", async () => {
    const database = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(database, { now: Date.now });
    const running = new Map<string, number>();
    let most = 0;
    let twice = false;
    let finished = 0;
    const worker = startWorker({
      queue,
      run: async ({ group }) => {
        running.set(group, (running.get(group) ?? 0) + 1);
        twice ||= (running.get(group) ?? 0) > 1;
        most = Math.max(
          most,
          [...running.values()].reduce((sum, count) => sum + count, 0),
        );
        await new Promise((next) => setTimeout(next, 2));
        running.set(group, (running.get(group) ?? 1) - 1);
        finished += 1;
      },
      onGivenUp: async () => 'dead letter',
      width: 4,
      now: Date.now,
      random: Math.random,
      log: silentLog,
    });
    const jobs = Array.from({ length: 60 }, (_, index) => ({ ...job(`job ${index}`), group: `group ${index % 6}` }));
    await queue.send(jobs);
    while (finished < 60) await new Promise((next) => setTimeout(next, 5));
    expect(twice).toBe(false);
    expect(most).toBe(4);
    await worker.stop(1000);
    database.close();
  });
});
