import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SentJob } from '../../src/jobs/job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue, type SqliteQueue } from '../../src/sqlite/queue.ts';
import { migrations } from '../../src/sqlite/schema.ts';
import { slackJob } from '../jobs/slack-job.ts';

let database: DatabaseSync;
let queue: SqliteQueue;
let clockMs: number;
let sent = 0;

const open = () => createSqliteQueue(database, { now: () => clockMs });
beforeEach(() => {
  clockMs = 1_000_000;
  database = openSqliteDatabase(':memory:');
  queue = open();
});
afterEach(async () => {
  await queue.close();
  database.close();
});

const toSend = (group: string, job: SentJob, more: Partial<JobToSend> = {}): JobToSend => {
  sent += 1;
  return { group, dedupeId: `id ${sent}`, job, ...more };
};
/** A job that a person waits for. */
const typed = (group: string, more?: Partial<JobToSend>) => toSend(group, slackJob(`typed ${group}`), more);
/** A job that no one waits for. */
const noticed = (group: string, more?: Partial<JobToSend>) =>
  toSend(
    group,
    {
      kind: 'look',
      arn: `arn:aws:ssm-incidents::111122223333:incident-record/plan/${group}`,
      channels: [],
      engaged: false,
    },
    more,
  );

/** Runs all available jobs one after the other. @returns the groups in the order in which they were received */
async function doAll(from: Pick<SqliteQueue, 'receive' | 'done'> = queue): Promise<string[]> {
  const turns: string[] = [];
  for (;;) {
    clockMs += 1;
    const [delivery] = await from.receive(1, 0);
    if (delivery === undefined) return turns;
    turns.push(`${delivery.group} ${delivery.job.kind}`);
    await from.done(delivery);
  }
}

describe('priority of jobs for people', () => {
  test('a job that a person waits for comes before jobs that have waited longer', async () => {
    await queue.send([noticed('a'), noticed('b')]);
    clockMs += 60_000;
    await queue.send([typed('c')]);
    expect(await doAll()).toEqual(['c slack', 'a look', 'b look']);
  });

  test('a prioritized job keeps its place in its group: earlier jobs of the group are prioritized too', async () => {
    await queue.send([noticed('a'), noticed('a'), noticed('b'), typed('a'), noticed('a')]);
    expect(await doAll()).toEqual(['a look', 'a look', 'a slack', 'b look', 'a look']);
  });

  test('a later part of long work is not prioritized', async () => {
    await queue.send([noticed('a'), toSend('file:1', { ...slackJob('report'), part: 1 })]);
    expect(await doAll()).toEqual(['a look', 'file:1 slack']);
  });

  test('a worker for people receives no other jobs', async () => {
    await queue.send([noticed('a'), noticed('b'), typed('b'), typed('c'), noticed('b')]);
    expect(await doAll(queue.forPeople)).toEqual(['b look', 'c slack', 'b slack']);
    expect(await doAll()).toEqual(['a look', 'b look']);
  });

  test("a waiting worker for people receives a person's job, and is not woken by others", async () => {
    const receiving = queue.forPeople.receive(1, 60_000);
    let isGiven = false;
    void receiving.then(() => {
      isGiven = true;
    });
    await queue.send([noticed('a')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isGiven).toBe(false);
    await queue.send([typed('b')]);
    expect(await receiving).toMatchObject([{ group: 'b' }]);
  });

  test('a job that is delayed or failed does not prioritize its group any longer', async () => {
    await queue.send([typed('a'), noticed('a'), noticed('b')]);
    const [first] = await queue.receive(1, 0);
    if (first === undefined) throw new Error('nothing was delivered');
    await queue.retry(first, 0);
    const [again] = await queue.forPeople.receive(1, 0);
    expect(again).toMatchObject({ group: 'a', attempt: 2 });
    clockMs += 1;
    if (again !== undefined) await queue.deadLetter(again, 'no');
    expect(await doAll(queue.forPeople)).toEqual([]);
    expect(await doAll()).toEqual(['b look', 'a look']);
  });

  test('jobs stored by an earlier version have a priority', async () => {
    const old = new DatabaseSync(':memory:');
    for (const migration of migrations.slice(0, 3)) old.exec(migration);
    const insert = old.prepare(
      'INSERT INTO jobs (id, group_name, job, sent_at, not_before, previous) VALUES (?, ?, ?, 0, 0, ?)',
    );
    insert.run(1, 'a', JSON.stringify(noticed('a').job), null);
    insert.run(2, 'b', 'not JSON', null);
    insert.run(3, 'b', JSON.stringify(typed('b').job), 2);
    const group = old.prepare('INSERT INTO job_groups (name, head, tail, ready_at) VALUES (?, ?, ?, 0)');
    group.run('a', 1, 1);
    group.run('b', 2, 3);
    for (const migration of migrations.slice(3)) old.exec(migration);
    const moved = createSqliteQueue(old, { now: () => clockMs });
    expect(await doAll(moved.forPeople)).toEqual(['b slack']);
    expect(await doAll(moved)).toEqual(['a look']);
    await moved.close();
    old.close();
  });
});
