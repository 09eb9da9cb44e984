import { describe, expect, test } from 'vitest';
import type { Delivery, JobQueue, JobToSend } from '../../src/jobs/queue.ts';
import { textOf } from './slack-job.ts';

interface Given {
  queue: JobQueue;
  job(group: string, text: string): JobToSend;
  takeOne(): Promise<Delivery>;
}

/** Longer than any test may take, in milliseconds: if `receive` returns, something woke it. */
const endlessMs = 600_000;
const texts = (deliveries: Delivery[]) => deliveries.map(textOf);

/** How `receive` waits: a part of the contract of every queue. */
export function waitingContract(given: () => Given): void {
  describe('waiting in receive', () => {
    test('receive returns nothing after its wait time', async () => {
      const { queue } = given();
      const before = performance.now();
      expect(await queue.receive(10, 1000)).toEqual([]);
      expect(performance.now() - before).toBeGreaterThan(900);
    });

    test('receive returns when a job is sent', async () => {
      const { queue, job } = given();
      const receiving = queue.receive(10, endlessMs);
      await queue.send([job('g', 'a')]);
      expect(texts(await receiving)).toEqual(['a']);
    });

    test('receive returns when the previous job of the group is completed or handed back', async () => {
      const { queue, job, takeOne } = given();
      await queue.send([job('g', '1'), job('g', '2')]);
      const first = await takeOne();
      const second = queue.receive(10, endlessMs);
      await queue.done(first);
      const [taken] = await second;
      if (taken === undefined) throw new Error('nothing was delivered');
      const again = queue.receive(10, endlessMs);
      await queue.release(taken);
      expect(texts(await again)).toEqual(['2']);
    });

    test('receive returns when the delay of a retried job is over', async () => {
      const { queue, job, takeOne } = given();
      await queue.send([job('g', '1')]);
      await queue.retry(await takeOne(), 1000);
      expect(texts(await queue.receive(10, endlessMs))).toEqual(['1']);
    });

    test('of two waiting receivers one gets the job', async () => {
      const { queue, job } = given();
      const both = Promise.all([queue.receive(10, 1000), queue.receive(10, 1000)]);
      await queue.send([job('g', 'a')]);
      expect(texts((await both).flat())).toEqual(['a']);
    });

    test('receive returns when the queue is closed, and nothing is delivered afterwards', async () => {
      const { queue } = given();
      const receiving = [queue.receive(10, endlessMs), queue.receive(10, endlessMs)];
      await queue.close();
      expect(await Promise.all(receiving)).toEqual([[], []]);
      expect(await queue.receive(10, endlessMs)).toEqual([]);
    });
  });
}
