import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Job } from '../../src/jobs/job.ts';
import { lookLater } from '../../src/watches/look-later.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const throttled = new AppError('throttled', 'slow down');
const look: Job = { kind: 'look', arn, channels: ['C1'], engaged: true };
const minuteMs = 60_000;

describe('a look that was given up', () => {
  test('is made again, later and later, for about a day', () => {
    const delays: number[] = [];
    let job: Job | undefined = look;
    while (job !== undefined && delays.length < 100) {
      const [next] = lookLater(job, throttled, 0);
      if (next?.delayMs !== undefined) delays.push(next.delayMs / minuteMs);
      job = next?.job;
    }
    expect(delays.slice(0, 6)).toEqual([5, 10, 20, 40, 60, 60]);
    const hours = delays.reduce((sum, minutes) => sum + minutes, 0) / 60;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(30);
  });

  test('keeps what it was for', () => {
    expect(lookLater(look, throttled, 0)[0]?.job).toEqual({ ...look, putOff: 1 });
  });

  test.each<[string, Job, unknown]>([
    ['a fault that does not pass', look, new AppError('access_denied', 'no')],
    ['a fault of our own', look, new Error('bug')],
    ['another job', { kind: 'confirm', topicArn: 'arn', token: 't' }, throttled],
  ])('not for %s', (_, job, error) => {
    expect(lookLater(job, error, 0)).toEqual([]);
  });
});

test('a card that could not be brought up to date is looked at again; many channels at once cost one look', () => {
  const sync = (channel: string, bring: boolean): Job => ({ kind: 'sync', arn, channel, bring });
  const jobs = ['C1', 'C2', 'C3'].flatMap((channel) => lookLater(sync(channel, false), throttled, 0));
  expect(new Set(jobs.map(({ dedupeId }) => dedupeId)).size).toBe(1);
  expect(lookLater(sync('C1', true), throttled, 0)[0]?.job).toMatchObject({ kind: 'look', channels: ['C1'] });
});
