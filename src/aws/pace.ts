import { sleep } from '../deadline.ts';
import { AppError } from '../errors.ts';

/**
 * Makes a call within a rate limit.
 * @param maxWaitMs the longest wait for the call's turn, in milliseconds
 * @throws AppError `throttled`, at once, when the wait would be longer
 */
export type Pace = <T>(call: () => Promise<T>, maxWaitMs: number) => Promise<T>;

/**
 * Creates a rate limiter that spaces calls evenly.
 * @param perSecond calls a second
 * @example
 * const pace = createPace(2, Date.now);
 * const answer = await pace(() => call('ListEngagements', input, region, role), 5000);
 */
export function createPace(perSecond: number, now: () => number): Pace {
  let nextAtMs = 0;
  let seenMs = 0;
  return async (call, maxWaitMs) => {
    const nowMs = now();
    // If the clock was set back, pending waits stay the same.
    nextAtMs -= Math.max(0, seenMs - nowMs);
    seenMs = nowMs;
    const turnMs = Math.max(nowMs, nextAtMs);
    const waitMs = turnMs - nowMs;
    if (waitMs > maxWaitMs) {
      throw new AppError('throttled', 'AWS allows few such requests. Try again in a minute.', { retryAfterMs: waitMs });
    }
    nextAtMs = turnMs + 1000 / perSecond;
    if (waitMs > 0) await sleep(waitMs);
    return call();
  };
}

/**
 * Creates rate limiters on demand, one for each key.
 * @returns the limiter of a key; the first call for it sets its rate, in calls a second
 */
export function createPaces(now: () => number): (key: string, perSecond: number) => Pace {
  const paces = new Map<string, Pace>();
  return (key, perSecond) => {
    const pace = paces.get(key) ?? createPace(perSecond, now);
    paces.set(key, pace);
    return pace;
  };
}

/**
 * Lets concurrent callers with the same key share one call. Caches nothing.
 * @example
 * const flights = singleFlight<IncidentRecord>();
 * await flights(arn, () => read(arn));
 */
export function singleFlight<T>(): (key: string, call: () => Promise<T>) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>();
  return (key, call) => {
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = call().finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };
}
