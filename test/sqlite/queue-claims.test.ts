import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../../src/jobs/queue.ts';
import { slackJob, textOf } from '../jobs/slack-job.ts';
import { sharedDatabaseFile } from './open-queue.ts';

describe('claims of the embedded queue', () => {
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

  test('of a process that is gone are taken over at once, and count as an attempt', async () => {
    const { queue: gone } = open({ processId: 1001 });
    await gone.send([job('g', '1'), job('g', '2')]);
    await gone.receive(1, 0);
    const [again] = await open({ processId: 1002, alive }).queue.receive(10, 0);
    expect(again).toMatchObject({ attempt: 2, job: slackJob('1') });
  });

  test('of a process that is gone are seen by one that waits already', async () => {
    let gone = false;
    const { queue: one } = open({ processId: 1001 });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    const receiving = open({ processId: 1002, alive: () => !gone }).queue.receive(10, 600_000);
    gone = true;
    expect(texts(await receiving)).toEqual(['1']);
  });

  test('of a live process stay until their lease ends', async () => {
    const { queue: one } = open({ processId: 1003, leaseMs: 60_000 });
    const { queue: other } = open({ processId: 1002, alive });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    clockMs += 59_999;
    expect(await other.receive(10, 0)).toEqual([]);
    clockMs += 1;
    expect(texts(await other.receive(10, 0))).toEqual(['1']);
  });

  test('are renewed while the job is in hand, and only then', async () => {
    const { queue: one } = open({ processId: 1003, leaseMs: 300, now: Date.now });
    const { queue: other } = open({ processId: 1002, alive, now: Date.now });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    // Long enough that the other one looks again after several leases.
    expect(await other.receive(10, 1500)).toEqual([]);
    // A stopped process renews nothing.
    await one.close();
    expect(texts(await other.receive(10, 5000))).toEqual(['1']);
  });

  test('are renewed well before their lease ends', async () => {
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

  test('that were taken over are settled by the new holder alone', async () => {
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

  test('of another owner with the same process number stay until their lease ends', async () => {
    const { queue: one } = open({ processId: 1 });
    const { queue: other } = open({ processId: 1 });
    await one.send([job('g', '1')]);
    await one.receive(1, 0);
    expect(await other.receive(1, 0)).toEqual([]);
    clockMs += 30_000;
    expect(texts(await other.receive(1, 0))).toEqual(['1']);
  });

  test('of another machine or container stay until their lease ends, whatever its process numbers are', async () => {
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
