import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startClock } from '../../src/clock/clock.ts';
import type { Log } from '../../src/log.ts';

const minuteMs = 60_000;
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Counts the ticks of ten minutes of the machine, with cadences so long that there is one each 15 seconds. */
async function ticksInTenMinutes(during: (tick: number) => Promise<void> | void, now: () => number): Promise<number> {
  let ticks = 0;
  const tick = async () => {
    ticks += 1;
    await during(ticks);
  };
  const clock = startClock({ tick, statusPostsMs: new Map([[1, 15 * minuteMs]]), now, log });
  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  const stopped = clock.stop();
  await vi.advanceTimersByTimeAsync(minuteMs);
  await stopped;
  return ticks;
}

test('ticks come at the same pace however long each takes', async () => {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 10_000));
  expect(await ticksInTenMinutes(pause, Date.now)).toBe(41);
});

test('a tick that failed is no end', async () => {
  const fail = () => Promise.reject(new Error('no store'));
  expect(await ticksInTenMinutes(fail, Date.now)).toBe(41);
});

test.each([
  ['set back by ten hours', -600 * minuteMs],
  ['set ahead by ten hours', 600 * minuteMs],
])('a clock that is %s during a tick does not keep the next one away', async (_, byMs) => {
  let wrongMs = 0;
  const change = (tick: number) => {
    if (tick === 3) wrongMs = byMs;
  };
  const ticks = await ticksInTenMinutes(change, () => Date.now() + wrongMs);
  expect(ticks).toBeGreaterThanOrEqual(40);
  expect(ticks).toBeLessThanOrEqual(42);
});
