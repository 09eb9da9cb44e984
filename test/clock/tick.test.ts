import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockRates } from '../../src/clock/budget.ts';
import { startClock } from '../../src/clock/clock.ts';
import { createClockGate } from '../../src/clock/clock-gate.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { type TickOptions, tick } from '../../src/clock/tick.ts';
import type { Watch } from '../../src/incidents/watch.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Delivery, JobQueue } from '../../src/jobs/queue.ts';
import type { Log } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 5, 9);
const statusPostsMs = new Map([
  [1, 15 * minuteMs],
  [2, 30 * minuteMs],
]);
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const arnOf = (number: number) => `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;

let clockMs: number;
let store: Store;
let queue: JobQueue;
let close: () => Promise<void>;

beforeEach(() => {
  clockMs = startMs;
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

const run = (more: Partial<TickOptions> = {}) =>
  tick({ store, queue, statusPostsMs, horizonMs: minuteMs, now: () => clockMs, log, ...more });
const watchDue = async (number: number, more: Partial<Watch> = {}): Promise<void> => {
  const base = {
    arn: arnOf(number),
    channel: `C${number}`,
    by: 'U1',
    sinceMs: startMs,
    impact: 1,
    nextPostMs: startMs,
  };
  await createWatchStore(store).put({ ...base, ...more }, 'anything');
};
const watch = async (number: number, channel = `C${number}`) =>
  (await createWatchStore(store).get(arnOf(number), channel))?.watch;

/** All jobs that are in the queue and may run by now. */
async function jobs(): Promise<Job[]> {
  const taken: Delivery[] = [];
  for (;;) {
    const more = await queue.receive(100, 0);
    if (more.length === 0) return taken.map(({ job }) => job);
    taken.push(...more);
    for (const delivery of more) await queue.done(delivery);
  }
}
const postsIn = (all: readonly Job[]) => all.flatMap((job) => (job.kind === 'status-read' ? job.posts : []));

describe('a tick', () => {
  test('sends one job for each incident with what is due, and nothing the next time', async () => {
    await watchDue(1, { channel: 'C1' });
    await watchDue(1, { channel: 'C2' });
    await watchDue(2);
    await watchDue(3, { nextPostMs: startMs + 5 * minuteMs });
    expect(await run()).toEqual({ posts: 3, reads: 2, digests: 0, busy: false });
    expect(await run()).toMatchObject({ posts: 0, reads: 0 });
    clockMs += minuteMs;
    const sent = await jobs();
    expect(sent.map((job) => job.kind === 'status-read' && job.posts.length).sort()).toEqual([1, 2]);
    expect(postsIn(sent)).toContainEqual(
      expect.objectContaining({ channel: 'C1', dueMs: startMs, redraw: true, again: false }),
    );
  });

  test('has what is due before the next tick made when it is due', async () => {
    await watchDue(1, { nextPostMs: startMs + 40_000 });
    await run();
    clockMs += 39_000;
    expect(await jobs()).toEqual([]);
    clockMs += 1500;
    expect(postsIn(await jobs())).toHaveLength(1);
  });

  test('at the same moment as another leaves the work to it', async () => {
    for (let number = 0; number < 50; number += 1) await watchDue(number);
    const reports = await Promise.all([run(), run(), run()]);
    expect(reports.filter(({ busy }) => busy)).toHaveLength(2);
    clockMs += minuteMs;
    expect(postsIn(await jobs())).toHaveLength(50);
  });

  test('shares the room of a minute with another a moment later', async () => {
    for (let number = 0; number < 500; number += 1) await watchDue(number);
    const first = await run();
    clockMs += 1000;
    const second = await run();
    expect(first.posts).toBe(240);
    expect(second.posts).toBeLessThanOrEqual(5);
  });

  test('shows people the time that was told while a post is under way', async () => {
    await watchDue(1);
    await run();
    expect(await watch(1)).toMatchObject({ nextPostMs: startMs, claim: { dueMs: startMs, sent: true } });
  });

  test('that dies before it sends loses nothing', async () => {
    await watchDue(1);
    const dead = { send: () => Promise.reject(new Error('died')) };
    await expect(run({ queue: dead })).rejects.toThrow('died');
    clockMs += 15_000;
    await run();
    clockMs += minuteMs;
    expect(postsIn(await jobs())).toHaveLength(1);
  });

  test('that dies before it notes what it sent sends nothing twice', async () => {
    for (let number = 0; number < 20; number += 1) await watchDue(number);
    const isWatch = (partition: string) => partition.startsWith('watches ');
    const dying: Store = {
      ...store,
      write: (item, expect) =>
        isWatch(item.partition) ? Promise.reject(new Error('died')) : store.write(item, expect),
    };
    await expect(run({ store: dying })).rejects.toThrow('died');
    clockMs += 15_000;
    expect((await run()).posts).toBe(20);
    clockMs += minuteMs;
    const posts = postsIn(await jobs());
    expect(posts).toHaveLength(20);
  });

  test('finds again what was sent and never done, and says so', async () => {
    await watchDue(1);
    await run();
    await jobs();
    clockMs += 5 * minuteMs;
    expect((await run()).posts).toBe(0);
    clockMs += 10 * minuteMs;
    expect((await run()).posts).toBe(1);
    clockMs += minuteMs;
    expect(postsIn(await jobs())).toEqual([expect.objectContaining({ dueMs: startMs, again: true })]);
  });

  test('finds what was put off before what fell due meanwhile', async () => {
    await watchDue(0, { impact: 4 });
    await run();
    await jobs();
    clockMs += 5 * minuteMs;
    for (let number = 1; number <= 300; number += 1) {
      await watchDue(number, { impact: 4, nextPostMs: startMs + number });
    }
    clockMs += 6 * minuteMs;
    await run({ rates: { ...clockRates, posts: 5 } });
    clockMs += minuteMs;
    expect(postsIn(await jobs()).map(({ channel }) => channel)).toContain('C0');
  });

  test('catches up with one post after an hour, and does not call that a want of quota', async () => {
    await watchDue(1);
    clockMs += 60 * minuteMs;
    expect((await run()).posts).toBe(1);
    clockMs += minuteMs;
    const posts = postsIn(await jobs());
    expect(posts).toHaveLength(1);
    expect(posts[0]?.lateMs).toBeUndefined();
  });

  test('says by how much a post is late for want of quota', async () => {
    for (let number = 0; number < 1000; number += 1) await watchDue(number, { impact: 2 });
    for (let minute = 0; minute < 5; minute += 1) {
      await run();
      clockMs += minuteMs;
    }
    const late = postsIn(await jobs()).filter(({ lateMs }) => lateMs !== undefined);
    expect(late.length).toBeGreaterThan(100);
    expect(Math.min(...late.map(({ lateMs = 0 }) => lateMs))).toBeGreaterThan(3 * minuteMs);
  });

  test('sends nothing more while many jobs wait', async () => {
    await watchDue(1);
    expect((await run({ waiting: async () => 700 })).posts).toBe(0);
    expect((await run({ waiting: async () => 10 })).posts).toBe(1);
  });

  test('leaves alone what is unwatched or put off meanwhile', async () => {
    await watchDue(1);
    const watches = createWatchStore(store);
    const racing: Pick<JobQueue, 'send'> = {
      async send(sent) {
        await queue.send(sent);
        await watches.put({ ...((await watch(1)) as Watch), nextPostMs: startMs + 60 * minuteMs }, 'anything');
      },
    };
    await run({ queue: racing });
    expect(await watch(1)).toMatchObject({ nextPostMs: startMs + 60 * minuteMs });
    expect((await watch(1))?.claim).toBeUndefined();
  });

  test('sends the digests that are due, once', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 30_000;
    await digests.put({ channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs }, 'absent');
    expect(await run()).toMatchObject({ digests: 1 });
    expect(await run()).toMatchObject({ digests: 0 });
    clockMs = nextMs;
    expect(await jobs()).toEqual([{ kind: 'digest', channel: 'C1', dueMs: nextMs, again: false }]);
    clockMs += 11 * minuteMs;
    expect(await run()).toMatchObject({ digests: 1 });
    clockMs += minuteMs;
    expect(await jobs()).toMatchObject([{ kind: 'digest', again: true }]);
  });
});

describe('the local clock', () => {
  test('ticks again and again, also after a tick that failed, until it is stopped', async () => {
    let ticks = 0;
    const horizons = new Set<number>();
    const counted = async (horizonMs: number) => {
      ticks += 1;
      horizons.add(horizonMs);
      if (ticks === 1) throw new Error('failed');
    };
    const clock = startClock({ tick: counted, statusPostsMs: new Map([[1, 100]]), now: Date.now, log });
    const deadline = Date.now() + 10_000;
    while (ticks < 3 && Date.now() < deadline) await new Promise((next) => setTimeout(next, 10));
    await clock.stop();
    expect(ticks).toBe(3);
    expect([...horizons]).toEqual([1000]);
  });

  test('what it has in hand leaves workers to people', async () => {
    const gate = createClockGate(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const inside = [gate(() => promise), gate(() => promise)];
    await expect(gate(async () => undefined)).rejects.toMatchObject({ code: 'worker_busy', transient: true });
    resolve();
    await Promise.all(inside);
    await expect(gate(async () => undefined)).resolves.toBeUndefined();
  });
});
