import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { afterFailure } from '../../src/jobs/worker.ts';

const throttled = new AppError('throttled', 'slow down');
const middle = () => 0.5;

describe('what becomes of a job that failed', () => {
  test('a passing fault is tried again, later and later, with jitter', () => {
    const waits = [1, 2, 3, 4, 8].map((attempt) => afterFailure(throttled, { attempt, sentAtMs: 0 }, 1000, middle));
    expect(waits).toEqual([750, 1500, 3000, 6000, 45_000].map((retryInMs) => ({ retryInMs })));
    const shortest = afterFailure(throttled, { attempt: 1, sentAtMs: 0 }, 1000, () => 0);
    const longest = afterFailure(throttled, { attempt: 1, sentAtMs: 0 }, 1000, () => 1);
    expect([shortest, longest]).toEqual([{ retryInMs: 500 }, { retryInMs: 1000 }]);
  });

  test('Retry-After is honoured', () => {
    const error = new AppError('slack_rate_limited', 'wait', { retryAfterMs: 30_000 });
    expect(afterFailure(error, { attempt: 1, sentAtMs: 0 }, 0, middle)).toEqual({ retryInMs: 30_000 });
  });

  test('after five minutes a passing fault is given up', () => {
    expect(afterFailure(throttled, { attempt: 9, sentAtMs: 0 }, 300_000, middle)).toBe('give up');
  });

  test('a fault of ours is tried three times', () => {
    const bug = new TypeError('undefined is not a function');
    expect(afterFailure(bug, { attempt: 2, sentAtMs: 0 }, 0, middle)).toEqual({ retryInMs: 1500 });
    expect(afterFailure(bug, { attempt: 3, sentAtMs: 0 }, 0, middle)).toBe('give up');
  });

  test('what trying again cannot help is given up at once', () => {
    expect(afterFailure(new AppError('access_denied', 'no'), { attempt: 1, sentAtMs: 0 }, 0, middle)).toBe('give up');
  });
});
