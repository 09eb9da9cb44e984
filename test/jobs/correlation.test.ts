import { until } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withCorrelation } from '../../src/correlation.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { correlated, correlationOf, referenceOf } from '../../src/jobs/correlate.ts';
import type { SentJob } from '../../src/jobs/job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { createLog } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';

const confirm: SentJob = { kind: 'confirm', topicArn: 'arn', token: 'token' };
const correlation = { id: '0a1b2c3d', atMs: 5 };

describe('a queue that correlates', () => {
  const sent: SentJob[] = [];
  const queue = correlated({
    send: async (jobs: readonly JobToSend[]) => void sent.push(...jobs.map(({ job }) => job)),
  });
  afterEach(() => void sent.splice(0));
  const send = (job: SentJob) => queue.send([{ group: 'g', dedupeId: 'd', job }]);

  test('adds the request on whose behalf a job is sent', async () => {
    await withCorrelation(correlation, () => send(confirm));
    expect(sent).toEqual([{ ...confirm, correlation }]);
  });

  test('keeps what the job has already', async () => {
    await withCorrelation({ id: 'ffffffff', atMs: 9 }, () => send({ ...confirm, correlation }));
    expect(sent).toEqual([{ ...confirm, correlation }]);
  });

  test('adds nothing outside of a request', async () => {
    await send(confirm);
    expect(sent).toEqual([confirm]);
  });
});

test('a request that Slack sends again has the same id, another one has not', () => {
  const idOf = (eventId: string, retry: number) =>
    slackJob({ event_id: eventId, event: { type: 'app_home_opened' } }, 1000 + retry, { num: retry }).job.correlation
      ?.id;
  expect(idOf('Ev1', 0)).toMatch(/^[0-9a-f]{8}$/);
  expect(idOf('Ev1', 1)).toBe(idOf('Ev1', 0));
  expect(idOf('Ev2', 0)).not.toBe(idOf('Ev1', 0));
});

test('the reference that a requester reads is the id; a job of an older version has its own', () => {
  const delivery = { id: 'AQEB/12345678', group: 'g', attempt: 1, sentAtMs: 7 };
  expect(referenceOf({ ...delivery, job: { ...confirm, correlation } })).toBe('0a1b2c3d');
  expect(referenceOf({ ...delivery, job: confirm })).toBe('12345678');
  expect(correlationOf({ ...delivery, job: confirm })).toEqual({ id: '12345678', atMs: 7 });
});

describe('a worker', () => {
  const lines: { message: string; correlationId?: string }[] = [];
  beforeEach(() => {
    for (const method of ['warn', 'error', 'info', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
    }
  });
  afterEach(() => vi.restoreAllMocks());

  test('writes the id on every line about a job, and hands it on to the jobs that follow', async () => {
    const database = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(database, { now: Date.now });
    const log = createLog('info');
    const seen: (string | undefined)[] = [];
    const worker = startWorker({
      queue,
      async run({ job, group }) {
        seen.push(job.correlation?.id);
        log.info('working');
        if (group === 'second') throw new Error('broken');
        await correlated(queue).send([{ group: 'second', dedupeId: 'two', job: confirm }]);
      },
      onGivenUp: async () => 'dead letter',
      width: 4,
      now: Date.now,
      random: () => 0,
      log,
    });
    await queue.send([{ group: 'first', dedupeId: 'one', job: { ...confirm, correlation } }]);
    await until(() => lines.some(({ message }) => message === 'job failed: retrying'), 5000);
    await worker.stop(0);
    database.close();
    expect(seen.slice(0, 2)).toEqual(['0a1b2c3d', '0a1b2c3d']);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(new Set(lines.map(({ correlationId }) => correlationId))).toEqual(new Set(['0a1b2c3d']));
  });
});
