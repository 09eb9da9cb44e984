import { AppError } from '../errors.ts';

/** Lets calls through one after the other, so many a second. */
export type Pace = <T>(call: () => Promise<T>, patienceMs: number) => Promise<T>;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param perSecond the quota to stay within
 * @returns a function that does a call when its turn comes
 * @throws AppError `throttled`, at once, when the turn would come later than `patienceMs` from now
 */
export function createPace(perSecond: number, now: () => number): Pace {
  let nextAtMs = 0;
  let seenMs = 0;
  return async (call, patienceMs) => {
    const nowMs = now();
    // The clock was set back: those who wait do so for as long as before.
    nextAtMs -= Math.max(0, seenMs - nowMs);
    seenMs = nowMs;
    const turnMs = Math.max(nowMs, nextAtMs);
    const waitMs = turnMs - nowMs;
    if (waitMs > patienceMs) {
      throw new AppError('throttled', 'AWS allows few such requests. Try again in a minute.', { retryAfterMs: waitMs });
    }
    nextAtMs = turnMs + 1000 / perSecond;
    if (waitMs > 0) await sleep(waitMs);
    return call();
  };
}
