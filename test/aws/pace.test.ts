import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPace } from '../../src/aws/pace.ts';

const hourMs = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a pace admits its number of calls a second, and refuses at once a call that would wait too long', async () => {
  const pace = createPace(2, Date.now);
  const begunMs = Date.now();
  const turns = Array.from({ length: 5 }, () => pace(async () => Date.now() - begunMs, 1500).catch(({ code }) => code));
  await vi.runAllTimersAsync();
  expect(await Promise.all(turns)).toEqual([0, 500, 1000, 1500, 'throttled']);
});

test('a clock that was set back makes no call wait longer', async () => {
  let wrongMs = hourMs;
  const pace = createPace(2, () => Date.now() + wrongMs);
  await pace(async () => undefined, 0);
  wrongMs = 0;
  const begunMs = Date.now();
  const turn = pace(async () => Date.now() - begunMs, 1000);
  await vi.runAllTimersAsync();
  expect(await turn).toBe(500);
});
