import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { NotYet } from '../../src/jobs/not-yet.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { startWorker, type Worker, type WorkerOptions } from '../../src/jobs/worker.ts';
import type { LogFields } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { silentLog } from '../support/silent-log.ts';
import { slackJob, textOf } from './slack-job.ts';

let clockMs: number;
let queue: JobQueue;
let worker: Worker;
let ended: string[];
let logged: [string, LogFields | undefined][];
let close: () => void;

beforeEach(() => {
  clockMs = 0;
  ended = [];
  logged = [];
  const database = openSqliteDatabase(':memory:');
  queue = createSqliteQueue(database, { now: () => clockMs });
  close = () => database.close();
});
afterEach(async () => {
  vi.useRealTimers();
  await worker.stop(1000);
  close();
});

const ignore = () => undefined;

function start(options: Partial<WorkerOptions> & Pick<WorkerOptions, 'run'>): void {
  const note = (message: string, fields?: LogFields) => void logged.push([message, fields]);
  worker = startWorker({
    queue,
    onGivenUp: async () => 'dead letter',
    width: 1,
    now: () => clockMs,
    random: () => 0,
    elapsed: () => clockMs,
    log: { ...silentLog, warn: note, error: note },
    metrics: {
      acknowledged: ignore,
      called: ignore,
      cardShown: ignore,
      statusUpdatePosted: ignore,
      jobEnded: (_kind, outcome) => void ended.push(outcome),
    },
    ...options,
  });
}

const send = (...texts: string[]) =>
  queue.send(texts.map((text) => ({ group: text, dedupeId: text, job: slackJob(text) })));

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((next) => setTimeout(next, 2));
}

/** Sets the clock, and has the queue look for jobs whose time has come, which it does once a second otherwise. */
async function passTo(ms: number): Promise<void> {
  clockMs = ms;
  await queue.probe();
}

/** A promise that a test fulfils. */
function signal() {
  let fulfil: () => void = ignore;
  const promise = new Promise<void>((resolve) => {
    fulfil = resolve;
  });
  return { promise, fulfil };
}

const isIdle = async () => {
  const { waiting, running } = await queue.stats();
  return waiting + running === 0;
};
const fails = () => Promise.reject(new AppError('invalid_request', 'no'));

describe('the outcome of a job', () => {
  test('a job that is done, waits, or is retried is reported as that', async () => {
    start({
      run: async ({ job, attempt, ...rest }) => {
        const text = textOf({ job, attempt, ...rest });
        if (text === 'rests' && clockMs === 0) throw new NotYet(5000);
        if (text === 'fails once' && attempt === 1) throw new AppError('throttled', 'slow down');
      },
    });
    await send('rests', 'fails once', 'good');
    await until(() => ended.length === 3);
    expect(ended).toEqual(['waits', 'retried', 'done']);
    const retried = { kind: 'slack', attempt: 1, error: expect.any(AppError), retryInMs: 500 };
    expect(logged).toEqual([['job failed: retrying', retried]]);
    await passTo(5000);
    await until(isIdle);
    expect(ended).toEqual(['waits', 'retried', 'done', 'done', 'done']);
  });

  test('a job whose work was deferred is done, and no dead letter', async () => {
    start({ run: fails, onGivenUp: async () => 'job deferred' });
    await send('deferred');
    await until(isIdle);
    expect(ended).toEqual(['deferred']);
    expect(await queue.stats()).toMatchObject({ parked: 0 });
  });

  test('a job whose outcome could not be stored stays in the queue, and comes again a minute later as the same attempt', async () => {
    const attempts: number[] = [];
    start({
      run: async ({ attempt }) => {
        attempts.push(attempt);
        await fails();
      },
      onGivenUp: () => Promise.reject(new AppError('storage_unavailable', 'no answer')),
    });
    await send('kept');
    await until(async () => ended.length === 1 && (await queue.stats()).running === 0);
    expect(ended).toEqual(['kept']);
    clockMs = 59_999;
    expect(await queue.receive(1, 0)).toEqual([]);
    await passTo(60_000);
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 1]);
    expect(await queue.stats()).toMatchObject({ parked: 0 });
  });

  test('a bug while people are informed makes it a dead letter, and both errors are logged', async () => {
    start({ run: fails, onGivenUp: () => Promise.reject(new TypeError('a bug')) });
    await send('lost');
    await until(async () => (await queue.stats()).parked === 1);
    expect(ended).toEqual(['dead letter']);
    expect(logged.map(([message]) => message)).toEqual(['job given up', 'requester not told of failed job']);
  });

  test('a queue that cannot store the outcome is logged', async () => {
    const away = { ...queue, done: () => Promise.reject(new AppError('storage_unavailable', 'the disk is full')) };
    start({ queue: { ...away, retry: away.done }, run: async () => undefined });
    await send('good');
    await until(() => logged.some(([message]) => message === 'job outcome not stored'));
    expect(logged.at(-1)).toEqual(['job outcome not stored', { error: expect.any(AppError) }]);
  });
});

describe('a stop', () => {
  test('waits for the jobs that run', async () => {
    const [started, finish] = [signal(), signal()];
    start({
      run: async () => {
        started.fulfil();
        await finish.promise;
      },
    });
    await send('running');
    await started.promise;
    const stopped = worker.stop(10_000);
    expect(worker.alive).toBe(false);
    finish.fulfil();
    await stopped;
    expect(ended).toEqual(['done']);
    expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0, parked: 0 });
  });

  test('returns a job that arrives afterwards, without counting an attempt', async () => {
    const [asked, answer] = [signal(), signal()];
    await send('late');
    const ran: string[] = [];
    const late: JobQueue = {
      ...queue,
      async receive(limit) {
        const taken = await queue.receive(limit, 0);
        asked.fulfil();
        await answer.promise;
        return taken;
      },
      close: async () => answer.fulfil(),
    };
    start({ queue: late, run: async ({ id }) => void ran.push(id) });
    await asked.promise;
    await worker.stop(0);
    expect(ran).toEqual([]);
    expect(await queue.receive(1, 0)).toMatchObject([{ attempt: 1 }]);
    await queue.close();
  });
});

describe('a worker is alive', () => {
  test('unless a job runs longer than any timeout allows', async () => {
    const [started, finish] = [signal(), signal()];
    start({
      run: async () => {
        started.fulfil();
        await finish.promise;
      },
    });
    expect(worker.alive).toBe(true);
    clockMs = 1_000_000;
    await send('stuck');
    await started.promise;
    clockMs += 600_000;
    expect(worker.alive).toBe(true);
    clockMs += 1;
    expect(worker.alive).toBe(false);
    finish.fulfil();
    await until(isIdle);
    await until(() => worker.alive);
  });

  test('unless it has a free place and did not ask the queue for three minutes', async () => {
    const answer = signal();
    let asked = 0;
    start({
      width: 2,
      queue: {
        ...queue,
        async receive(limit, waitMs) {
          asked += 1;
          if (asked > 1) return queue.receive(limit, waitMs);
          await answer.promise;
          return [];
        },
      },
      run: async () => undefined,
    });
    clockMs = 180_000;
    expect(worker.alive).toBe(true);
    clockMs += 1;
    expect(worker.alive).toBe(false);
    answer.fulfil();
    await until(() => worker.alive);
  });

  test('while each place is taken, however long ago it asked the queue', async () => {
    const [started, finish] = [signal(), signal()];
    start({
      run: async () => {
        started.fulfil();
        await finish.promise;
      },
    });
    await send('long');
    await started.promise;
    clockMs += 180_001;
    expect(worker.alive).toBe(true);
    finish.fulfil();
  });

  test('unless the queue does not answer; a second later it is asked again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const closed = signal();
    const answers = [
      () => Promise.reject(new AppError('storage_unavailable', 'no answer')),
      () => Promise.resolve([]),
      () => closed.promise.then(() => []),
    ];
    let asked = 0;
    start({
      queue: {
        ...queue,
        receive() {
          asked += 1;
          return answers[asked - 1]?.() ?? Promise.resolve([]);
        },
        close: async () => closed.fulfil(),
      },
      run: async () => undefined,
    });
    await vi.advanceTimersByTimeAsync(999);
    expect({ alive: worker.alive, asked }).toEqual({ alive: false, asked: 1 });
    expect(logged).toEqual([['queue did not answer', { error: expect.any(AppError) }]]);
    await vi.advanceTimersByTimeAsync(1);
    expect({ alive: worker.alive, asked }).toEqual({ alive: true, asked: 3 });
    await queue.close();
  });
});
