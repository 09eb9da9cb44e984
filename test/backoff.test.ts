import { expect, test } from 'vitest';
import { backoffMs } from '../src/backoff.ts';

test('pauses double from a second to half a minute, less up to half at random', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => backoffMs(failures, () => 0));
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(backoffMs(6, () => 0.999)).toBe(15_015);
});
