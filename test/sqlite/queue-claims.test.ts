import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../../src/jobs/queue.ts';
import { slackJob, textOf } from '../jobs/slack-job.ts';
import { sharedDatabaseFile } from './open-queue.ts';

describe('leases of the embedded queue', () => {
  let file: ReturnType<typeof sharedDatabaseFile>;
  let clockMs: number;
  const open: typeof file.open = (options) => file.open(options);
  const job = (group: string, text: string) => ({ group, dedupeId: text, job: slackJob(text) });
  const texts = (deliveries: Delivery[]) => deliveries.map(textOf);

  beforeEach(() => {
    clockMs = Date.UTC(2026, 0, 1);
    file = sharedDatabaseFile(() => clockMs);
  });

  afterEach(() => file.remove());

  const alive = (processId: number) => processId !== 1001;

  test('leases of a dead process are taken over at once, and count as an attempt', async () => {
    const { queue: gone } = open({ processId: 1001 });
    await gone.send([job('g', '1'), job('g', '2')]);
    await gone.receive(1, 0);
    const [again] = await open({ processId: 1002, alive }).queue.receive(10, 0);
    expect(again).toMatchObject({ attempt: 2, job: slackJob('1') });
  });

  test('a waiting receiver notices leases of a dead process', async () => {
    let gone = false;
    const { queue: one } = open({ processId: 1001 });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    const receiving = open({ processId: 1002, alive: () => !gone }).queue.receive(10, 600_000);
    gone = true;
    expect(texts(await receiving)).toEqual(['1']);
  });

  test('leases of a live process stay until they expire', async () => {
    const { queue: one } = open({ processId: 1003, leaseMs: 60_000 });
    const { queue: other } = open({ processId: 1002, alive });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    clockMs += 59_999;
    expect(await other.receive(10, 0)).toEqual([]);
    clockMs += 1;
    expect(texts(await other.receive(10, 0))).toEqual(['1']);
  });

  test('a lease is renewed only while its job runs', async () => {
    const { queue: one } = open({ processId: 1003, leaseMs: 300, now: Date.now });
    const { queue: other } = open({ processId: 1002, alive, now: Date.now });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    // Long enough for the other queue to check again after several leases.
    expect(await other.receive(10, 1500)).toEqual([]);
    // A stopped process renews no lease.
    await one.close();
    expect(texts(await other.receive(10, 5000))).toEqual(['1']);
  });

  test('a lease is renewed well before it expires', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const leaseMs = 30_000;
      const { queue, database } = open({ leaseMs });
      const leaseUntil = () => Number(database.prepare('SELECT lease_until FROM job_groups').get()?.lease_until);
      await queue.send([job('g', '1')]);
      await queue.receive(1, 0);
      for (let turn = 1; turn <= 6; turn += 1) {
        clockMs += leaseMs / 2;
        vi.advanceTimersByTime(leaseMs / 2);
        expect(leaseUntil()).toBeGreaterThanOrEqual(clockMs + leaseMs / 2);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  test('a job that was taken over can be settled only by its new owner', async () => {
    const { queue: one } = open({ processId: 1003 });
    const { queue: other } = open({ processId: 1002, alive });
    await one.send([job('g', '1'), job('g', '2')]);
    const [lost] = await one.receive(1, 0);
    clockMs += 60_000;
    const [taken] = await other.receive(1, 0);
    if (lost === undefined || taken === undefined) throw new Error('nothing was delivered');
    await one.done(lost);
    await one.deadLetter(lost, 'late');
    expect(await other.stats()).toMatchObject({ waiting: 1, running: 1, parked: 0 });
    await other.done(taken);
    expect(texts(await other.receive(1, 0))).toEqual(['2']);
  });

  test('leases of another owner with the same process number stay until they expire', async () => {
    const { queue: one } = open({ processId: 1 });
    const { queue: other } = open({ processId: 1 });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    expect(await other.receive(1, 0)).toEqual([]);
    clockMs += 30_000;
    expect(texts(await other.receive(1, 0))).toEqual(['1']);
  });

  test('leases of another machine or container stay until they expire, whatever its process numbers', async () => {
    const { queue: one, database } = open();
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    database.prepare('UPDATE job_groups SET holder = ?').run('another-boot/pid:[1] 1001 id');
    const { queue: other } = open({ alive: () => false });
    expect(await other.receive(1, 0)).toEqual([]);
    clockMs += 30_000;
    expect(texts(await other.receive(1, 0))).toEqual(['1']);
  });
});
