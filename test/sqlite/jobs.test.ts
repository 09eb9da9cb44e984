import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SentJob } from '../../src/jobs/job.ts';
import type { Delivery } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteJobs, toJobText } from '../../src/sqlite/jobs.ts';
import { isProcessAlive } from '../../src/sqlite/owner.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { slackJob } from '../jobs/slack-job.ts';

const hourMs = 3_600_000;
const confirm: SentJob = { kind: 'confirm', topicArn: 'arn', token: 'token' };
const typed = slackJob('typed');

let database: DatabaseSync;
let jobs: ReturnType<typeof createSqliteJobs>;
let sent = 0;
beforeEach(() => {
  database = openSqliteDatabase(':memory:');
  jobs = createSqliteJobs(database);
});
afterEach(() => database.close());

function add(nowMs: number, group: string, job: SentJob, delayMs = 0): void {
  sent += 1;
  jobs.add([toJobText({ group, dedupeId: `id ${sent}`, job, delayMs })], nowMs);
}
const count = (table: string): number => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
const take = (limit: number, whose: 'people' | 'all', nowMs: number): Delivery[] =>
  jobs.take(limit, whose, 'owner', nowMs + 30_000, nowMs);
const groups = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ group }) => group);

describe('when the next job may run', () => {
  test('is the earliest time of a group or of a delayed job', () => {
    expect(jobs.nextReadyAtMs('all')).toBeUndefined();
    add(0, 'delayed', confirm, 9000);
    expect(jobs.nextReadyAtMs('all')).toBe(9000);
    add(5000, 'later', confirm);
    add(1000, 'now', confirm);
    expect(jobs.nextReadyAtMs('all')).toBe(1000);
  });

  test('for people is the time of a group in which one waits, or of a delayed job', () => {
    add(1000, 'clock', confirm);
    expect(jobs.nextReadyAtMs('people')).toBeUndefined();
    add(2000, 'person', typed);
    expect([jobs.nextReadyAtMs('people'), jobs.nextReadyAtMs('all')]).toEqual([2000, 1000]);
    add(0, 'delayed', confirm, 500);
    expect(jobs.nextReadyAtMs('people')).toBe(500);
  });
});

test('a pasted ARN is a job for people, the later parts of long work are not', () => {
  const isForPeople = (job: SentJob) => toJobText({ group: 'g', dedupeId: 'd', job }).forPeople;
  const unfurl: SentJob = { kind: 'unfurl', arn: 'arn', channel: 'C1', ts: '1.1', threadTs: '1.1', user: 'U1' };
  expect([unfurl, typed, { ...typed, part: 0 }, { ...typed, part: 1 }, confirm].map(isForPeople)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe('taking', () => {
  test('no job is taken without room for one', () => {
    add(0, 'a', confirm);
    expect(take(0, 'all', 0)).toEqual([]);
    expect(groups(take(1, 'all', 0))).toEqual(['a']);
  });

  test('at most two hundred delayed jobs join their groups at once', () => {
    for (let index = 0; index < 201; index += 1) add(0, `group ${index}`, confirm, 10);
    expect(take(1, 'all', 9)).toEqual([]);
    take(1, 'all', 10);
    expect(count('delayed_jobs')).toBe(1);
    take(1, 'all', 10);
    expect(count('delayed_jobs')).toBe(0);
  });

  test('a released job keeps its time, or waits until the given one, and the attempt does not count', () => {
    add(0, 'a', confirm);
    const [first] = take(1, 'all', 0);
    jobs.release(first as Delivery, undefined);
    const [second] = take(1, 'all', 0);
    jobs.release(second as Delivery, 5000);
    expect(take(1, 'all', 4999)).toEqual([]);
    expect(take(1, 'all', 5000)).toMatchObject([{ group: 'a', attempt: 1 }]);
  });

  test('whoever lost a claim can neither finish, retry, release nor give up the job', () => {
    add(0, 'a', confirm);
    const [lost] = take(1, 'all', 0) as [Delivery];
    jobs.freeAbandoned('another', () => false, 30_000);
    const [taken] = take(1, 'all', 30_000) as [Delivery];
    expect(taken.attempt).toBe(2);
    jobs.finish(lost, 30_000);
    jobs.retry(lost, 30_000);
    jobs.release(lost, undefined);
    jobs.deadLetter(lost, 'no', 30_000);
    expect(jobs.stats(30_000)).toMatchObject({ waiting: 0, running: 1, parked: 0 });
    jobs.finish(taken, 30_000);
    expect(jobs.stats(30_000)).toEqual({ waiting: 0, running: 0, parked: 0, oldestAgeMs: 0 });
  });
});

describe('expired deduplication ids', () => {
  test('are deleted once a second, at most twice as many as were added', () => {
    for (let index = 0; index < 9; index += 1) add(0, 'a', confirm);
    add(hourMs + 1, 'a', confirm);
    expect(count('job_ids')).toBe(1);
  });

  test('are deleted after a hundred jobs within the second', () => {
    add(0, 'a', confirm);
    add(hourMs + 5000, 'a', confirm);
    expect(count('job_ids')).toBe(1);
    database.exec("INSERT INTO job_ids (id, until) VALUES ('expired', 1)");
    for (let index = 0; index < 99; index += 1) add(hourMs + 5999, 'a', confirm);
    expect(count('job_ids')).toBe(101);
    add(hourMs + 5999, 'a', confirm);
    expect(count('job_ids')).toBe(101);
    expect(database.prepare("SELECT 1 FROM job_ids WHERE id = 'expired'").get()).toBeUndefined();
  });
});

test('a probe writes and leaves nothing', () => {
  const before = database.prepare('SELECT total_changes() AS n').get()?.n;
  jobs.probe();
  expect(Number(database.prepare('SELECT total_changes() AS n').get()?.n) - Number(before)).toBe(2);
  expect(count('job_ids')).toBe(0);
});

test('a process that may not be signalled is alive, one that does not exist is not', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(2 ** 22 + 1)).toBe(false);
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  expect(isProcessAlive(1)).toBe(true);
  kill.mockRestore();
});

test('a job whose end could not be written is delivered again, as another attempt', async () => {
  const queue = createSqliteQueue(database, { now: () => 0 });
  await queue.send([{ group: 'a', dedupeId: 'a', job: confirm }]);
  const [delivery] = await queue.receive(1, 0);
  database.exec('PRAGMA query_only = 1');
  await expect(queue.done(delivery as Delivery)).rejects.toThrow();
  database.exec('PRAGMA query_only = 0');
  expect(await queue.receive(1, 0)).toMatchObject([{ group: 'a', attempt: 2 }]);
  await queue.close();
});
