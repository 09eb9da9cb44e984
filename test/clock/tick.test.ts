import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockRates } from '../../src/clock/budget.ts';
import { startClock } from '../../src/clock/clock.ts';
import { createClockGate } from '../../src/clock/clock-gate.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import type { TickOptions } from '../../src/clock/tick.ts';
import type { Watch } from '../../src/incidents/watch.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Delivery, JobQueue } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';
import { silentLog } from '../support/silent-log.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 5, 9);
const statusPostsMs = new Map([
  [1, 15 * minuteMs],
  [2, 30 * minuteMs],
]);
const arnOf = (number: number) => `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;

let clock: ClockedStore['clock'];
let store: Store;
let queue: JobQueue;
let runTick: ClockedStore['runTick'];
let close: () => Promise<void>;

beforeEach(() => {
  ({ clock, store, queue, runTick, close } = openClockedStore(startMs));
});
afterEach(() => close());

const run = (more: Partial<TickOptions> = {}) => runTick({ statusPostsMs, ...more });
const putDueWatch = async (number: number, more: Partial<Watch> = {}): Promise<void> => {
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

/** Takes all jobs that the queue delivers at the present time. */
async function takeJobs(): Promise<Job[]> {
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
  test('a tick sends one job for each incident with due watches, and the next tick sends nothing', async () => {
    await putDueWatch(1, { channel: 'C1' });
    await putDueWatch(1, { channel: 'C2' });
    await putDueWatch(2);
    await putDueWatch(3, { nextPostMs: startMs + 5 * minuteMs });
    expect(await run()).toEqual({ posts: 3, reads: 2, digests: 0, busy: false });
    expect(await run()).toMatchObject({ posts: 0, reads: 0 });
    clock.nowMs += minuteMs;
    const sent = await takeJobs();
    expect(sent.map((job) => job.kind === 'status-read' && job.posts.length).sort()).toEqual([1, 2]);
    expect(postsIn(sent)).toContainEqual(
      expect.objectContaining({ channel: 'C1', dueMs: startMs, redraw: true, again: false }),
    );
  });

  test('a status update that falls due before the next tick is delayed until it is due', async () => {
    await putDueWatch(1, { nextPostMs: startMs + 40_000 });
    await run();
    clock.nowMs += 39_000;
    expect(await takeJobs()).toEqual([]);
    clock.nowMs += 1500;
    expect(postsIn(await takeJobs())).toHaveLength(1);
  });

  test('of several concurrent ticks only one sends jobs', async () => {
    for (let number = 0; number < 50; number += 1) await putDueWatch(number);
    const reports = await Promise.all([run(), run(), run()]);
    expect(reports.filter(({ busy }) => busy)).toHaveLength(2);
    clock.nowMs += minuteMs;
    expect(postsIn(await takeJobs())).toHaveLength(50);
  });

  test('two ticks within a minute share the quota of that minute', async () => {
    for (let number = 0; number < 500; number += 1) await putDueWatch(number);
    const first = await run();
    clock.nowMs += 1000;
    const second = await run();
    expect(first.posts).toBe(240);
    expect(second.posts).toBeLessThanOrEqual(5);
  });

  test('a watch keeps showing its planned time while its status update is in progress', async () => {
    await putDueWatch(1);
    await run();
    expect(await watch(1)).toMatchObject({ nextPostMs: startMs, claim: { dueMs: startMs, sent: true } });
  });

  test('a tick that crashes before it sends loses no status update', async () => {
    await putDueWatch(1);
    const crashing = { send: () => Promise.reject(new Error('crashed')) };
    await expect(run({ queue: crashing })).rejects.toThrow('crashed');
    clock.nowMs += 15_000;
    await run();
    clock.nowMs += minuteMs;
    expect(postsIn(await takeJobs())).toHaveLength(1);
  });

  test('a tick that crashes before it records what it sent sends nothing twice', async () => {
    for (let number = 0; number < 20; number += 1) await putDueWatch(number);
    const isWatch = (partition: string) => partition.startsWith('watches ');
    const crashing: Store = {
      ...store,
      write: (item, expect) =>
        isWatch(item.partition) ? Promise.reject(new Error('crashed')) : store.write(item, expect),
    };
    await expect(run({ store: crashing })).rejects.toThrow('crashed');
    clock.nowMs += 15_000;
    expect((await run()).posts).toBe(20);
    clock.nowMs += minuteMs;
    const posts = postsIn(await takeJobs());
    expect(posts).toHaveLength(20);
  });

  test('a status update that was sent but not posted is sent again, marked as a repeat', async () => {
    await putDueWatch(1);
    await run();
    await takeJobs();
    clock.nowMs += 5 * minuteMs;
    expect((await run()).posts).toBe(0);
    clock.nowMs += 10 * minuteMs;
    expect((await run()).posts).toBe(1);
    clock.nowMs += minuteMs;
    expect(postsIn(await takeJobs())).toEqual([expect.objectContaining({ dueMs: startMs, again: true })]);
  });

  test('a status update that waits for a repeat comes before those that fell due later', async () => {
    await putDueWatch(0, { impact: 4 });
    await run();
    await takeJobs();
    clock.nowMs += 5 * minuteMs;
    for (let number = 1; number <= 300; number += 1) {
      await putDueWatch(number, { impact: 4, nextPostMs: startMs + number });
    }
    clock.nowMs += 6 * minuteMs;
    await run({ rates: { ...clockRates, posts: 5 } });
    clock.nowMs += minuteMs;
    expect(postsIn(await takeJobs()).map(({ channel }) => channel)).toContain('C0');
  });

  test('after an hour without ticks one status update is sent, not marked as late for lack of quota', async () => {
    await putDueWatch(1);
    clock.nowMs += 60 * minuteMs;
    expect((await run()).posts).toBe(1);
    clock.nowMs += minuteMs;
    const posts = postsIn(await takeJobs());
    expect(posts).toHaveLength(1);
    expect(posts[0]?.lateMs).toBeUndefined();
  });

  test('a status update that is late for lack of quota carries its delay', async () => {
    for (let number = 0; number < 1000; number += 1) await putDueWatch(number, { impact: 2 });
    for (let minute = 0; minute < 5; minute += 1) {
      await run();
      clock.nowMs += minuteMs;
    }
    const late = postsIn(await takeJobs()).filter(({ lateMs }) => lateMs !== undefined);
    expect(late.length).toBeGreaterThan(100);
    expect(Math.min(...late.map(({ lateMs = 0 }) => lateMs))).toBeGreaterThan(3 * minuteMs);
  });

  test('a tick sends nothing while many jobs wait', async () => {
    await putDueWatch(1);
    expect((await run({ waiting: async () => 700 })).posts).toBe(0);
    expect((await run({ waiting: async () => 10 })).posts).toBe(1);
  });

  test('a tick does not overwrite a watch that changed in the meantime', async () => {
    await putDueWatch(1);
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

  test('a tick sends each due digest once', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 30_000;
    await digests.put({ channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs }, 'absent');
    expect(await run()).toMatchObject({ digests: 1 });
    expect(await run()).toMatchObject({ digests: 0 });
    clock.nowMs = nextMs;
    expect(await takeJobs()).toMatchObject([{ kind: 'digest', channel: 'C1', dueMs: nextMs, again: false }]);
    clock.nowMs += 11 * minuteMs;
    expect(await run()).toMatchObject({ digests: 1 });
    clock.nowMs += minuteMs;
    expect(await takeJobs()).toMatchObject([{ kind: 'digest', again: true }]);
  });
});

describe('the clock of the single process', () => {
  test('the clock ticks until it is stopped, even after a failed tick', async () => {
    let ticks = 0;
    const horizons = new Set<number>();
    const counted = async (horizonMs: number) => {
      ticks += 1;
      horizons.add(horizonMs);
      if (ticks === 1) throw new Error('failed');
    };
    const local = startClock({ tick: counted, statusPostsMs: new Map([[1, 100]]), now: Date.now, log: silentLog });
    const deadline = Date.now() + 10_000;
    while (ticks < 3 && Date.now() < deadline) await new Promise((next) => setTimeout(next, 10));
    await local.stop();
    expect(ticks).toBe(3);
    expect([...horizons]).toEqual([1000]);
  });

  test('jobs of the clock leave workers free for people', async () => {
    const gate = createClockGate(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const inside = [gate(() => promise), gate(() => promise)];
    await expect(gate(async () => undefined)).rejects.toMatchObject({ code: 'worker_busy', transient: true });
    resolve();
    await Promise.all(inside);
    await expect(gate(async () => undefined)).resolves.toBeUndefined();
  });
});
