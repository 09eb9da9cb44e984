import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { slackJob as frontJob } from '../../src/fronts/slack-job.ts';
import { cardGroup } from '../../src/jobs/card-group.ts';
import type { SlackJob } from '../../src/jobs/job.ts';
import type { Delivery, JobQueue, JobToSend } from '../../src/jobs/queue.ts';
import { readForStatus } from '../../src/watches/status-update-read.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';
import { slackJob, textOf } from './slack-job.ts';
import { waitingContract } from './waiting-contract.ts';

export interface OpenedQueue {
  queue: JobQueue;
  /** Enqueues a text that may not be a valid job. */
  sendRaw(group: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** A new, empty queue that uses the given clock. */
export type OpenQueue = (now: () => number) => Promise<OpenedQueue>;

export interface QueueTraits {
  /** Whether the queue knows the age of its oldest job. */
  knowsAge: boolean;
}

/** The behaviour required of every queue. The test file of each implementation calls it. */
export function queueContract(name: string, open: OpenQueue, traits: QueueTraits): void {
  describe(`the contract of a queue: ${name}`, () => {
    let skewMs: number;
    let opened: OpenedQueue;
    let queue: JobQueue;
    let sent = 0;

    const now = () => Date.now() + skewMs;
    const pass = (ms: number) => {
      skewMs += ms;
    };

    beforeEach(async () => {
      skewMs = 0;
      opened = await open(now);
      queue = opened.queue;
    });

    afterEach(async () => {
      await queue.close();
      await opened.close();
    });

    function job(group: string, text: string, more: Partial<JobToSend> = {}): JobToSend {
      sent += 1;
      return { group, dedupeId: `id-${sent}`, job: slackJob(text), ...more };
    }

    async function take(limit = 10): Promise<Delivery[]> {
      return queue.receive(limit, 0);
    }

    async function takeOne(): Promise<Delivery> {
      const [delivery, ...others] = await take();
      expect(others).toEqual([]);
      if (delivery === undefined) throw new Error('nothing was delivered');
      return delivery;
    }

    const texts = (deliveries: Delivery[]) => deliveries.map(textOf).sort();

    describe('sending and taking', () => {
      test('a job arrives as it was sent', async () => {
        const before = now();
        const whole: SlackJob = { ...slackJob('a'), retryNum: 1, retryReason: 'http_timeout' };
        await queue.send([{ group: 'g', dedupeId: 'd', job: whole }]);
        const delivery = await takeOne();
        expect(delivery).toMatchObject({ group: 'g', job: whole, attempt: 1 });
        expect(delivery.sentAtMs).toBeGreaterThanOrEqual(before);
        expect(delivery.sentAtMs).toBeLessThanOrEqual(now());
      });

      test.each([
        ['a long group and id', 'g'.repeat(300), 'd'.repeat(300), 'a'],
        [
          'groups and texts in many scripts',
          'группа 事 #1',
          'идентификатор 🔑',
          'Zażółć 🔴 \u0000\u0007\uFFFE\uFFFF\uD83D <&>',
        ],
        ['an ARN and a channel', 'arn:aws:ssm-incidents::111122223333:incident-record/p/8ab9+C0123', 'x y', 'a'],
        ['a text of 100 KB', 'g', 'd', 'x'.repeat(100_000)],
      ])('the queue preserves %s', async (_, group, dedupeId, text) => {
        await queue.send([{ group, dedupeId, job: slackJob(text) }]);
        const delivery = await takeOne();
        expect(delivery.group).toBe(group);
        expect(textOf(delivery)).toBe(text);
      });

      test('sending an empty list is allowed', async () => {
        await queue.send([]);
        expect(await take()).toEqual([]);
      });

      test('a completed job is deleted', async () => {
        await queue.send([job('g', 'a')]);
        await queue.done(await takeOne());
        expect(await take()).toEqual([]);
        expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0, parked: 0 });
      });

      test('receive returns at most the requested number of jobs', async () => {
        await queue.send(['a', 'b', 'c', 'd'].map((group) => job(group, group)));
        const first = await take(3);
        expect(first).toHaveLength(3);
        expect(texts([...first, ...(await take(3))])).toEqual(['a', 'b', 'c', 'd']);
        expect(await take(0)).toEqual([]);
      });
    });

    describe('groups', () => {
      test('jobs of one group are received one at a time, in the order in which they were sent', async () => {
        await queue.send([job('g', '1'), job('g', '2')]);
        await queue.send([job('g', '3')]);
        for (const text of ['1', '2', '3']) {
          const delivery = await takeOne();
          expect(textOf(delivery)).toBe(text);
          expect(await take()).toEqual([]);
          await queue.done(delivery);
        }
        expect(await take()).toEqual([]);
      });

      test('jobs of different groups are received side by side, at most one per group', async () => {
        await queue.send([job('a', 'a1'), job('a', 'a2'), job('b', 'b1'), job('a', 'a3'), job('c', 'c1')]);
        const deliveries = await take();
        expect(texts(deliveries)).toEqual(['a1', 'b1', 'c1']);
        expect(await take()).toEqual([]);
      });

      test('a batch of many jobs keeps the order of each group', async () => {
        const jobs = Array.from({ length: 33 }, (_, index) => job(`g${index % 3}`, String(index).padStart(2, '0')));
        await queue.send(jobs);
        const seen: unknown[][] = [[], [], []];
        for (let taken = await take(); taken.length > 0; taken = await take()) {
          for (const delivery of taken) seen[Number(delivery.group.slice(1))]?.push(textOf(delivery));
          await Promise.all(taken.map((delivery) => queue.done(delivery)));
        }
        const numbers = Array.from({ length: 33 }, (_, index) => String(index).padStart(2, '0'));
        expect(seen).toEqual([0, 1, 2].map((group) => numbers.filter((_, index) => index % 3 === group)));
      });

      test('with many workers every job runs once, in order, and never two of a group at once', async () => {
        const groups = 6;
        const perGroup = 8;
        for (let index = 0; index < perGroup; index++) {
          await queue.send(Array.from({ length: groups }, (_, group) => job(`g${group}`, `${index}`)));
        }
        const ran: Record<string, unknown[]> = {};
        const running = new Set<string>();
        let left = groups * perGroup;
        async function worker(): Promise<void> {
          while (left > 0) {
            for (const delivery of await queue.receive(2, 500)) {
              expect(running.has(delivery.group)).toBe(false);
              running.add(delivery.group);
              ran[delivery.group] = [...(ran[delivery.group] ?? []), textOf(delivery)];
              await new Promise((resolve) => setImmediate(resolve));
              running.delete(delivery.group);
              await queue.done(delivery);
              left -= 1;
            }
          }
        }
        await Promise.all([worker(), worker(), worker(), worker()]);
        const inOrder = Array.from({ length: perGroup }, (_, index) => `${index}`);
        expect(Object.values(ran)).toEqual(Array.from({ length: groups }, () => inOrder));
      });
    });

    describe('retries', () => {
      test('a retried job stays at the head, and its group waits with it', async () => {
        await queue.send([job('g', '1'), job('g', '2'), job('h', 'other')]);
        const [first] = (await take()).filter(({ group }) => group === 'g');
        if (first === undefined) throw new Error('nothing was delivered');
        await queue.retry(first, 5000);
        expect(await take()).toEqual([]);
        pass(4000);
        expect(await take()).toEqual([]);
        pass(2000);
        const again = await takeOne();
        expect([textOf(again), again.attempt]).toEqual(['1', 2]);
        expect(again.sentAtMs).toBe(first.sentAtMs);
        await queue.done(again);
        const second = await takeOne();
        expect([textOf(second), second.attempt]).toEqual(['2', 1]);
      });

      test('attempts are counted', async () => {
        await queue.send([job('g', '1')]);
        for (const attempt of [1, 2, 3]) {
          const delivery = await takeOne();
          expect(delivery.attempt).toBe(attempt);
          await queue.retry(delivery, 0);
        }
      });

      test('a job that is handed back is received again at once, before the rest of its group', async () => {
        await queue.send([job('g', '1'), job('g', '2')]);
        await queue.release(await takeOne());
        const again = await takeOne();
        expect([textOf(again), again.attempt]).toEqual(['1', 1]);
      });

      test('settling a settled delivery has no effect', async () => {
        await queue.send([job('g', '1')]);
        const first = await takeOne();
        await queue.retry(first, 0);
        const second = await takeOne();
        await queue.done(first);
        await queue.retry(first, 0);
        await queue.release(first);
        expect(await take()).toEqual([]);
        await queue.done(second);
        await queue.done(second);
        expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 });
      });
    });

    describe('delays', () => {
      test('a delayed job is received after its delay, as a first attempt', async () => {
        await queue.send([job('g', 'later', { delayMs: 5000 })]);
        expect(await take()).toEqual([]);
        pass(6000);
        const delivery = await takeOne();
        expect([textOf(delivery), delivery.attempt]).toEqual(['later', 1]);
      });

      test('a delayed job blocks nothing, not even its group', async () => {
        await queue.send([job('g', 'later', { delayMs: 5000 }), job('g', '1'), job('h', 'other')]);
        expect(texts([...(await take()), ...(await take())])).toEqual(['1', 'other']);
      });

      test('a delayed job that is due joins its group behind the jobs that are there, and runs alone', async () => {
        await queue.send([job('g', 'later', { delayMs: 5000 }), job('g', '1'), job('g', '2')]);
        const first = await takeOne();
        pass(6000);
        expect(await take()).toEqual([]);
        await queue.done(first);
        for (const text of ['2', 'later']) {
          const delivery = await takeOne();
          expect([textOf(delivery), delivery.attempt]).toEqual([text, 1]);
          expect(await take()).toEqual([]);
          await queue.done(delivery);
        }
        expect(await take()).toEqual([]);
        expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 });
      });

      test('delayed jobs of a group join it in the order in which they are due', async () => {
        await queue.send([job('g', 'last', { delayMs: 9000 }), job('g', 'first', { delayMs: 3000 })]);
        pass(4000);
        const first = await takeOne();
        expect(textOf(first)).toBe('first');
        pass(6000);
        expect(await take()).toEqual([]);
        await queue.done(first);
        expect(textOf(await takeOne())).toBe('last');
      });

      test('a delayed job that fails waits at the head of its group', async () => {
        await queue.send([job('g', 'later', { delayMs: 5000 })]);
        pass(6000);
        const delivery = await takeOne();
        await queue.send([job('g', 'behind')]);
        await queue.retry(delivery, 5000);
        expect(await take()).toEqual([]);
        pass(6000);
        const again = await takeOne();
        expect([textOf(again), again.attempt]).toEqual(['later', 2]);
      });

      test('a command is delivered at once while its card waits for a delayed status update, which comes when it is due', async () => {
        const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/5cbda4b1-4e84-2b1f-0000-0a1b2c3d4e5f';
        const dueMs = now() + 108_000;
        const post = { channel: 'C1', dueMs, foundMs: dueMs, atMs: dueMs, redraw: true, again: false };
        await readForStatus(
          {
            readSnapshot: () => Promise.reject(new AppError('no_such_incident', 'No such incident.')),
            readEngagements: () => Promise.reject(new Error('not read')),
            readNotes: () => Promise.reject(new Error('not read')),
            queue,
            now,
            log: silentLog,
          },
          { kind: 'status-read', arn: arnOf(arn), engaged: false, posts: [post] },
          2,
        );
        const typed = { command: '/incident', text: arn, channel_id: 'C1', user_id: 'U1', trigger_id: '1.2.3' };
        await queue.send([frontJob(typed, now())]);
        const command = await takeOne();
        expect(command).toMatchObject({ group: cardGroup(arn, 'C1'), job: { kind: 'slack' }, attempt: 1 });
        await queue.done(command);
        pass(107_000);
        expect(await take()).toEqual([]);
        pass(2000);
        const update = await takeOne();
        expect(update).toMatchObject({ group: command.group, job: { kind: 'status-post' }, attempt: 1 });
      });

      test('a second job with the id of a delayed one is dropped, before it is due and after', async () => {
        const later = job('g', 'later', { delayMs: 5000 });
        await queue.send([later]);
        await queue.send([later]);
        pass(6000);
        await queue.done(await takeOne());
        await queue.send([later]);
        pass(6000);
        expect(await take()).toEqual([]);
      });
    });

    describe('deduplication', () => {
      test('a second job with the same deduplication id is dropped, even after the first is completed', async () => {
        await queue.send([job('g', 'first', { dedupeId: 'same' }), job('h', 'second', { dedupeId: 'same' })]);
        await queue.send([job('g', 'third', { dedupeId: 'same' })]);
        const only = await takeOne();
        expect(textOf(only)).toBe('first');
        await queue.done(only);
        pass(60_000);
        await queue.send([job('g', 'fourth', { dedupeId: 'same' })]);
        expect(await take()).toEqual([]);
      });

      test('of 30 concurrent senders with one deduplication id, one job arrives', async () => {
        await Promise.all(Array.from({ length: 30 }, () => queue.send([job('g', 'a', { dedupeId: 'same' })])));
        await queue.done(await takeOne());
        expect(await take()).toEqual([]);
      });
    });

    describe('dead letters', () => {
      test('a parked job is kept, and its group continues', async () => {
        await queue.send([job('g', '1'), job('g', '2')]);
        await queue.deadLetter(await takeOne(), 'AWS said no');
        expect(await queue.stats()).toMatchObject({ waiting: 1, running: 0, parked: 1 });
        expect(textOf(await takeOne())).toBe('2');
      });

      test.each([
        ['no JSON', '{"kind":"slack"'],
        ['no job', '{"some":"thing"}'],
        ['a job of an unknown kind', '{"kind":"from the future"}'],
        ['nothing', 'null'],
      ])('%s becomes a dead letter and does not affect other jobs', async (_, text) => {
        await opened.sendRaw('g', text);
        await queue.send([job('g', 'behind'), job('h', 'beside')]);
        const taken = [...(await take()), ...(await take())];
        expect(texts(taken)).toEqual(['behind', 'beside']);
        expect((await queue.stats()).parked).toBe(1);
      });
    });

    waitingContract(() => ({ queue, job, takeOne }));

    test('the statistics count waiting, running and parked jobs', async () => {
      await queue.send([job('a', 'a1'), job('a', 'a2'), job('b', 'b1'), job('c', 'c1')]);
      expect(await queue.stats()).toMatchObject({ waiting: 4, running: 0, parked: 0 });
      pass(10_000);
      const taken = await take(2);
      expect(taken).toHaveLength(2);
      const stats = await queue.stats();
      expect(stats).toMatchObject({ waiting: 2, running: 2, parked: 0 });
      if (!traits.knowsAge) return expect(queue.backlog).toBeUndefined();
      expect(Math.round(stats.oldestAgeMs / 1000)).toBe(10);
      const [backlog, ...others] = (await queue.backlog?.()) ?? [];
      expect(others).toEqual([]);
      expect(backlog).toMatchObject({ kind: 'slack', jobs: 2 });
      expect(Math.round((backlog?.oldestAgeMs ?? 0) / 1000)).toBe(10);
      return undefined;
    });
  });
}
