import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startClock } from '../../src/clock/clock.ts';
import { silentLog } from '../support/silent-log.ts';

const minuteMs = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Counts the ticks in ten minutes of fake time. The cadence is long, so that a tick is due every 15 seconds. */
async function ticksInTenMinutes(during: (tick: number) => Promise<void> | void, now: () => number): Promise<number> {
  let ticks = 0;
  const tick = async () => {
    ticks += 1;
    await during(ticks);
  };
  const clock = startClock({ tick, statusPostsMs: new Map([[1, 15 * minuteMs]]), now, log: silentLog });
  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  const stopped = clock.stop();
  await vi.advanceTimersByTimeAsync(minuteMs);
  await stopped;
  return ticks;
}

test('ticks keep their pace however long each takes', async () => {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 10_000));
  expect(await ticksInTenMinutes(pause, Date.now)).toBe(41);
});

test('a failed tick does not stop the clock', async () => {
  const fail = () => Promise.reject(new Error('no store'));
  expect(await ticksInTenMinutes(fail, Date.now)).toBe(41);
});

test.each([
  ['set back by ten hours', -600 * minuteMs],
  ['set ahead by ten hours', 600 * minuteMs],
])('a system time %s during a tick does not delay the next tick', async (_, byMs) => {
  let wrongMs = 0;
  const change = (tick: number) => {
    if (tick === 3) wrongMs = byMs;
  };
  const ticks = await ticksInTenMinutes(change, () => Date.now() + wrongMs);
  expect(ticks).toBeGreaterThanOrEqual(40);
  expect(ticks).toBeLessThanOrEqual(42);
});
