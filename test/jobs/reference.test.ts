import { until } from 'slack-aws-sandbox/slack';
import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { workBatch } from '../../src/fronts/lambda/work-batch.ts';
import { referenceOf } from '../../src/jobs/correlate.ts';
import type { Delivery } from '../../src/jobs/queue.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import type { LogFields } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';

const delivery: Delivery = {
  id: 'AQEBreceiptHandleOfSqs/12345678',
  group: 'topic',
  job: { kind: 'confirm', topicArn: 'arn', token: 'token' },
  attempt: 1,
  sentAtMs: 0,
};
const run = () => Promise.reject(new AppError('invalid_request', 'no'));
const failToNotify = () => Promise.reject(new Error('Slack is away'));

/** A log that records its lines. */
function recordingLog() {
  const lines: [string, LogFields][] = [];
  const say = (message: string, fields: LogFields = {}) => void lines.push([message, fields]);
  return { lines, debug: () => undefined, info: say, warn: say, error: say };
}

const expected = [
  ['job given up', expect.objectContaining({ kind: 'confirm', reference: '12345678' })],
  ['requester not told of failed job', expect.objectContaining({ reference: '12345678', error: expect.any(Error) })],
];

test('the reference in the message to the requester is in the log of a function', async () => {
  const log = recordingLog();
  const job = { messageId: 'one', hiddenMs: 0, crashes: 0, delivery };
  await workBatch([job], {
    run,
    onGivenUp: failToNotify,
    onBegin: async () => undefined,
    release: async () => undefined,
    deadLetter: async () => undefined,
    remainingMs: () => 60_000,
    now: () => 0,
    random: () => 0,
    log,
  });
  expect(referenceOf(delivery)).toBe('12345678');
  expect(log.lines).toEqual(expected);
});

test('the reference in the message to the requester is in the log of the single process', async () => {
  const log = recordingLog();
  const database = openSqliteDatabase(':memory:');
  const queue = createSqliteQueue(database, { now: Date.now });
  const worker = startWorker({ queue, run, onGivenUp: failToNotify, width: 1, now: Date.now, random: () => 0, log });
  await queue.send([{ group: 'topic', dedupeId: 'one', job: delivery.job }]);
  await until(async () => (await queue.stats()).parked === 1, 5000);
  await worker.stop(0);
  database.close();
  const reference = '1.1';
  expect(log.lines).toEqual(expected.map(([message]) => [message, expect.objectContaining({ reference })]));
});
