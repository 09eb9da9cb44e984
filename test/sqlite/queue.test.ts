import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { nextGroupSql, nextJobSql } from '../../src/sqlite/jobs.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { type OpenQueue, queueContract } from '../jobs/queue-contract.ts';
import { slackJob, textOf } from '../jobs/slack-job.ts';
import { sharedDatabaseFile } from './open-queue.ts';

const traits = { knowsAge: true };

/** Inserts a row as a damaged or newer version would have left it. */
function insertRaw(database: DatabaseSync, group: string, text: string): void {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO jobs (group_name, job, sent_at, not_before) VALUES (?, ?, 0, 0)')
    .run(group, text);
  database
    .prepare('INSERT INTO job_groups (name, head, tail, ready_at) VALUES (:group, :id, :id, 0)')
    .run({ group, id: lastInsertRowid });
}

function openIn(file: () => { path: string; remove: () => void }): OpenQueue {
  return async (now) => {
    const { path, remove } = file();
    const database = openSqliteDatabase(path);
    return {
      queue: createSqliteQueue(database, { now }),
      sendRaw: async (group, text) => insertRaw(database, group, text),
      async close() {
        database.close();
        remove();
      },
    };
  };
}

queueContract(
  'SQLite in memory',
  openIn(() => ({ path: ':memory:', remove: () => undefined })),
  traits,
);

queueContract(
  'SQLite in a file',
  openIn(() => {
    const folder = mkdtempSync(join(tmpdir(), 'queue-'));
    return { path: join(folder, 'jobs.db'), remove: () => rmSync(folder, { recursive: true }) };
  }),
  traits,
);

describe('the embedded queue', () => {
  let file: ReturnType<typeof sharedDatabaseFile>;
  let clockMs: number;
  const open: typeof file.open = (options) => file.open(options);
  const job = (group: string, text: string) => ({ group, dedupeId: text, job: slackJob(text) });
  const texts = (deliveries: Delivery[]) => deliveries.map(textOf);
  const count = (database: DatabaseSync, table: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

  beforeEach(() => {
    clockMs = Date.UTC(2026, 0, 1);
    file = sharedDatabaseFile(() => clockMs);
  });

  afterEach(() => file.remove());

  describe('durability', () => {
    test('a sent job is in the file when send resolves, and not before it is committed', async () => {
      const { queue } = open();
      const { database: other } = open();
      const sending = queue.send([job('g', '1')]);
      expect(count(other, 'jobs')).toBe(0);
      await sending;
      expect(count(other, 'jobs')).toBe(1);
    });

    test('sends of one event loop turn share a transaction', async () => {
      const { queue } = open();
      const { database: other } = open();
      const seen = new Set<number>();
      const sends = Array.from({ length: 100 }, (_, index) =>
        queue.send([job(`g${index}`, `${index}`)]).then(() => seen.add(count(other, 'jobs'))),
      );
      await Promise.all(sends);
      expect([...seen]).toEqual([100]);
    });

    test('a send that the database refuses does not fail others', async () => {
      const { queue, database } = open();
      database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN new.group_name = 'bad'
        BEGIN SELECT RAISE(ABORT, 'refused'); END`);
      const outcomes = await Promise.allSettled([
        queue.send([job('a', '1')]),
        queue.send([job('c', '2'), job('bad', '3')]),
        queue.send([job('b', '4')]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      // All or nothing: a job that was not stored can be sent again.
      expect(texts(await queue.receive(10, 0))).toEqual(['1', '4']);
      await queue.send([job('c', '2')]);
      expect(texts(await queue.receive(10, 0))).toEqual(['2']);
    });

    test('a send whose commit fails is rejected', async () => {
      const { queue, database } = open();
      const sending = queue.send([job('g', '1')]);
      database.close();
      await expect(sending).rejects.toThrow();
      expect(count(open().database, 'jobs')).toBe(0);
    });

    test('a job that could not be settled is delivered again', async () => {
      const { queue, database } = open();
      await queue.send([job('g', '1')]);
      const [delivery] = await queue.receive(1, 0);
      if (delivery === undefined) throw new Error('nothing was delivered');
      database.exec("CREATE TRIGGER full BEFORE DELETE ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      await expect(queue.done(delivery)).rejects.toThrow('disk full');
      database.exec('DROP TRIGGER full');
      const [again] = await queue.receive(1, 0);
      expect(again).toMatchObject({ attempt: 2, job: slackJob('1') });
    });

    test.each([
      ['in the same process', false],
      ['before the next process', true],
    ])('a clock that is set back (%s) delays no job until the later time', async (_, restarted) => {
      const first = open();
      clockMs += 3_600_000;
      await first.queue.send([job('tried', '1'), { ...job('job deferred', '2'), delayMs: 90_000 }, job('held', '3')]);
      const [tried] = await first.queue.receive(1, 0);
      if (tried === undefined) throw new Error('nothing was delivered');
      await first.queue.retry(tried, 30_000);
      clockMs -= 3_600_000;
      const { queue } = restarted ? open() : first;
      expect(texts(await queue.receive(10, 0))).toEqual(['3']);
      clockMs += 60_000;
      expect(texts(await queue.receive(10, 0))).toEqual(['1']);
      clockMs += 30_000;
      expect(texts(await queue.receive(10, 0))).toEqual(['2']);
    });

    test('after the clock is set back a deduplication id that contains the time does not drop a new job', async () => {
      const { queue } = open();
      clockMs += 60_000;
      await queue.send([job('g', 'at the later time')]);
      for (const delivery of await queue.receive(1, 0)) await queue.done(delivery);
      clockMs -= 60_000;
      expect(await queue.receive(1, 0)).toEqual([]);
      await queue.send([job('g', 'now')]);
      clockMs += 60_000;
      await queue.send([job('g', 'at the later time'), job('g', 'now')]);
      for (const text of ['now', 'at the later time']) {
        const [delivery] = await queue.receive(1, 0);
        if (delivery === undefined) throw new Error('nothing was delivered');
        expect(textOf(delivery)).toBe(text);
        await queue.done(delivery);
      }
      expect(await queue.receive(1, 0)).toEqual([]);
    });

    test('a job settled before a close stays settled', async () => {
      const { queue, database } = open();
      await queue.send([job('g', '1'), job('h', '2')]);
      const [delivery] = await queue.receive(1, 0);
      if (delivery === undefined) throw new Error('nothing was delivered');
      const settling = queue.done(delivery);
      await queue.close();
      database.close();
      await settling;
      expect(texts(await open().queue.receive(10, 0))).toEqual(['2']);
    });
  });

  describe('retention', () => {
    test('a deduplication id is kept for an hour', async () => {
      const { queue } = open();
      await queue.send([job('g', 'same')]);
      for (const delivery of await queue.receive(1, 0)) await queue.done(delivery);
      clockMs += 3_599_999;
      await queue.send([job('g', 'same')]);
      expect(await queue.receive(1, 0)).toEqual([]);
      clockMs += 1;
      await queue.send([job('g', 'same')]);
      expect(await queue.receive(1, 0)).toHaveLength(1);
    });

    test('old deduplication ids are deleted in passing, so their number is bounded', async () => {
      const { queue, database } = open();
      await queue.send(Array.from({ length: 1000 }, (_, index) => job('g', `old ${index}`)));
      clockMs += 3_600_000;
      for (let index = 0; index < 60; index++) {
        await queue.send(Array.from({ length: 10 }, (_, each) => job('g', `new ${index} ${each}`)));
      }
      expect(count(database, 'job_ids')).toBe(600);
    });

    test('a dead letter keeps its job, reason and time for fourteen days', async () => {
      const { queue, database } = open();
      await queue.send([job('g', '1')]);
      const [delivery] = await queue.receive(1, 0);
      if (delivery === undefined) throw new Error('nothing was delivered');
      await queue.deadLetter(delivery, 'AWS said no');
      const parkedAt = clockMs;
      expect(database.prepare('SELECT * FROM parked_jobs').get()).toMatchObject({
        group_name: 'g',
        job: JSON.stringify(slackJob('1')),
        reason: 'AWS said no',
        attempt: 1,
        parked_at: parkedAt,
      });
      clockMs = parkedAt + 14 * 86_400_000 - 1;
      await queue.send([job('g', '2')]);
      expect(count(database, 'parked_jobs')).toBe(1);
      clockMs += 1000;
      await queue.send([job('g', '3')]);
      expect(count(database, 'parked_jobs')).toBe(0);
    });

    test('a group without jobs leaves no rows', async () => {
      const { queue, database } = open();
      await queue.send(Array.from({ length: 20 }, (_, index) => job(`g${index % 7}`, `${index}`)));
      for (let taken = await queue.receive(10, 0); taken.length > 0; taken = await queue.receive(10, 0)) {
        await Promise.all(taken.map((delivery) => queue.done(delivery)));
      }
      expect([count(database, 'jobs'), count(database, 'job_groups')]).toEqual([0, 0]);
    });
  });

  describe('at scale', () => {
    const planOf = (database: DatabaseSync, sql: string, values: Record<string, number | string>) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(values)
        .map(({ detail }) => detail);

    test('the next job is found by indexes, in their order', () => {
      const { database } = open();
      expect(planOf(database, nextGroupSql, { people: 0, now: 1 })).toEqual([
        'SEARCH job_groups USING INDEX job_groups_ready (<expr>=? AND ready_at<?)',
      ]);
      expect(planOf(database, nextJobSql, { id: 1 })).toEqual(['SEARCH jobs USING INDEX jobs_next (previous=?)']);
    });

    test.each([
      ['in 50,000 groups', 50_000],
      ['in one group', 1],
    ])(
      'receiving and completing a job is as fast with 100,000 waiting %s as with a hundred',
      { timeout: 60_000 },
      async (_, groups) => {
        const { queue } = open();
        let sent = 0;
        const fill = async (jobs: number) => {
          const batch = () => Array.from({ length: Math.min(jobs, 5000) }, () => job(`g${sent++ % groups}`, `${sent}`));
          for (let left = jobs; left > 0; left -= 5000) await queue.send(batch());
        };
        /** Median in milliseconds, so that other load on the machine does not count. */
        const takeAndFinish = async () => {
          const times: number[] = [];
          for (let index = 0; index < 80; index++) {
            const before = performance.now();
            for (const delivery of await queue.receive(1, 0)) await queue.done(delivery);
            times.push(performance.now() - before);
          }
          return times.toSorted((a, b) => a - b)[40] ?? 0;
        };
        await fill(100);
        const few = await takeAndFinish();
        await fill(100_000);
        const many = await takeAndFinish();
        // A full scan would take a hundred times as long.
        expect(many).toBeLessThan(10 * few + 1);
      },
    );

    test('a long backlog of one group does not delay the others', async () => {
      const { queue } = open();
      await queue.send(Array.from({ length: 50 }, (_, index) => job('busy', `busy ${index}`)));
      clockMs += 1000;
      await queue.send([job('a', 'a'), job('b', 'b')]);
      const order: unknown[] = [];
      for (let index = 0; index < 4; index++) {
        clockMs += 1;
        for (const delivery of await queue.receive(1, 0)) {
          order.push(textOf(delivery));
          await queue.done(delivery);
        }
      }
      expect(order).toEqual(['busy 0', 'a', 'b', 'busy 1']);
    });

    test('waiting causes almost no load', async () => {
      const { queue } = open({ now: Date.now });
      await queue.send([{ ...job('g', 'later'), delayMs: 1500 }]);
      const before = process.cpuUsage();
      expect(texts(await queue.receive(1, 10_000))).toEqual(['later']);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(500);
    });

    test('a waiting receiver notices jobs sent by another process', async () => {
      const { queue: one } = open({ processId: 1003, alive: () => true });
      const { queue: other } = open({ processId: 1002, alive: () => true });
      const receiving = one.receive(1, 15_000);
      await other.send([job('g', '1')]);
      expect(texts(await receiving)).toEqual(['1']);
    });
  });
});
