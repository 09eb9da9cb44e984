import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { attemptOf, noDeliveries } from '../../src/fronts/lambda/delivery-notes.ts';
import {
  type BatchJob,
  type ReturnReason,
  type WorkBatchOptions,
  workBatch,
} from '../../src/fronts/lambda/work-batch.ts';
import { silentLog } from '../support/silent-log.ts';

interface More {
  attempt?: number;
  hiddenMs?: number;
  crashes?: number;
}
const job = (messageId: string, group: string, more: More = {}): BatchJob => ({
  messageId,
  hiddenMs: more.hiddenMs ?? 0,
  crashes: more.crashes ?? 0,
  delivery: {
    id: `receipt ${messageId}`,
    group,
    job: { kind: 'confirm', topicArn: 'arn', token: messageId },
    attempt: more.attempt ?? 1,
    sentAtMs: 0,
  },
});

/** Runs a batch in which `run` fails for the given messages. */
async function batch(
  jobs: readonly BatchJob[],
  failing: Record<string, Error>,
  more: Partial<WorkBatchOptions<BatchJob>> = {},
) {
  const ran: string[] = [];
  const hidden: [string, number, ReturnReason][] = [];
  const parked: string[] = [];
  const told: string[] = [];
  const left = await workBatch(jobs, {
    async run({ job }) {
      const name = job.kind === 'confirm' ? job.token : '';
      ran.push(name);
      if (failing[name]) throw failing[name];
    },
    onBegin: async () => undefined,
    async onGivenUp({ id }) {
      told.push(id);
      return 'dead letter';
    },
    release: async ({ messageId }, delayMs, as) => void hidden.push([messageId, delayMs, as]),
    deadLetter: async ({ id }) => void parked.push(id),
    remainingMs: () => 60_000,
    now: () => 1000,
    random: () => 1,
    log: silentLog,
    ...more,
  });
  return { left, ran, hidden, parked, told };
}

const passing = new AppError('aws_unavailable', 'down');
const lasting = new AppError('invalid_request', 'no');

test('a transient failure is returned to the queue, together with the rest of its group', async () => {
  const jobs = [job('a1', 'a'), job('b1', 'b'), job('a2', 'a'), job('a3', 'a'), job('b2', 'b')];
  const { left, ran, hidden, parked } = await batch(jobs, { a1: passing });
  expect(left).toEqual(['a1', 'a2', 'a3']);
  expect(ran.sort()).toEqual(['a1', 'b1', 'b2']);
  expect(hidden).toEqual([
    ['a1', 1000, 'fails'],
    ['a2', 1000, 'waits'],
    ['a3', 1000, 'waits'],
  ]);
  expect(parked).toEqual([]);
});

test('a permanent failure becomes a dead letter and is reported, and its group continues', async () => {
  const { left, ran, parked, told } = await batch([job('a1', 'a'), job('a2', 'a')], { a1: lasting });
  expect(left).toEqual([]);
  expect(ran).toEqual(['a1', 'a2']);
  expect(parked).toEqual(['receipt a1']);
  expect(told).toEqual(['receipt a1']);
});

test('a bug in the app gets three attempts', async () => {
  expect((await batch([job('a1', 'a', { attempt: 2 })], { a1: new Error('bug') })).left).toEqual(['a1']);
  expect((await batch([job('a1', 'a', { attempt: 3 })], { a1: new Error('bug') })).parked).toEqual(['receipt a1']);
});

test('a job that crashed the function repeatedly is not run again', async () => {
  const failed = await batch([job('a1', 'a', { attempt: 21 })], {});
  expect(failed.ran).toEqual(['a1']);
  const { ran, parked, told } = await batch([job('a1', 'a', { attempt: 6, crashes: 5 })], {});
  expect(ran).toEqual([]);
  expect(parked).toEqual(['receipt a1']);
  expect(told).toEqual(['receipt a1']);
});

test('a job before its time is hidden until then, with its group', async () => {
  const { left, ran, hidden } = await batch([job('a1', 'a', { hiddenMs: 5000 }), job('a2', 'a')], {});
  expect(left).toEqual(['a1', 'a2']);
  expect(ran).toEqual([]);
  expect(hidden.map(([, ...how]) => how)).toEqual([
    [5000, 'waits'],
    [5000, 'waits'],
  ]);
});

test("no job is started shortly before the function's timeout", async () => {
  const { left, ran, hidden } = await batch([job('a1', 'a'), job('b1', 'b')], {}, { remainingMs: () => 10_000 });
  expect(left.sort()).toEqual(['a1', 'b1']);
  expect(ran).toEqual([]);
  expect(hidden.map(([, ...how]) => how)).toEqual([
    [0, 'waits'],
    [0, 'waits'],
  ]);
});

test('a job that exceeds the time limit is returned to the queue without delaying others', async () => {
  const { left, hidden, ran } = await batch(
    [job('a1', 'a'), job('a2', 'a'), job('b1', 'b')],
    {},
    {
      limitMs: 5,
      run: async ({ id }) => (id === 'receipt a1' ? new Promise(() => undefined) : undefined),
    },
  );
  expect({ left, ran }).toEqual({ left: ['a1', 'a2'], ran: [] });
  expect(hidden).toEqual([
    ['a1', 1000, 'fails'],
    ['a2', 1000, 'waits'],
  ]);
});

test("the batch is answered before the function's timeout, whatever does not answer", async () => {
  const silence = () => new Promise<never>(() => undefined);
  const endingAfter = (longMs: number) => {
    let asked = 0;
    return () => (asked++ === 0 ? longMs : 1005);
  };
  const options = { limitMs: 5, onBegin: silence, release: silence };
  expect((await batch([job('a1', 'a')], {}, { ...options, remainingMs: endingAfter(60_000) })).left).toEqual(['a1']);
  const given = { remainingMs: endingAfter(60_000), onGivenUp: silence, release: silence };
  expect((await batch([job('b1', 'b', { crashes: 5 })], {}, given)).left).toEqual(['b1']);
});

test('a job that can be neither parked nor deferred stays in the queue', async () => {
  const refuse = async () => {
    throw new Error('SQS is down');
  };
  const { left } = await batch(
    [job('a1', 'a'), job('a2', 'a')],
    { a1: lasting },
    { deadLetter: refuse, release: refuse },
  );
  expect(left).toEqual(['a1', 'a2']);
});

test('a deferred job is completed, and one that can be neither deferred nor reported is returned', async () => {
  const putOff = await batch([job('a1', 'a')], { a1: lasting }, { onGivenUp: async () => 'job deferred' });
  expect({ left: putOff.left, parked: putOff.parked }).toEqual({ left: [], parked: [] });
  const onGivenUp = () => Promise.reject(passing);
  const { left, parked, hidden } = await batch([job('a1', 'a')], { a1: lasting }, { onGivenUp });
  expect({ left, parked, hidden }).toEqual({ left: ['a1'], parked: [], hidden: [['a1', 60_000, 'fails']] });
});

test.each([
  ['delivered once', 1, noDeliveries, 1],
  ['delivered nine times, always waiting', 9, { waits: 8, begun: 0, fails: 0 }, 1],
  ['waiting, and failed twice', 6, { waits: 3, begun: 2, fails: 2 }, 3],
  ['delivered only to functions that did not start, as far as is known', 30, noDeliveries, 2],
  ['delivered with an unknown history', 4, undefined, 4],
])('attempts of a job that was %s', (_, deliveries, before, attempt) => {
  expect(attemptOf(deliveries, before)).toBe(attempt);
});
