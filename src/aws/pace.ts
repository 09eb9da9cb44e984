import { sleep } from '../deadline.ts';
import { AppError } from '../errors.ts';

/** Lets calls through one after the other, so many a second. */
export type Pace = <T>(call: () => Promise<T>, patienceMs: number) => Promise<T>;

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

/**
 * Does the same for each item, at most `width` at a time, and keeps their order.
 * @throws what the first failing call threw
 */
export async function inBatches<T, R>(items: readonly T[], width: number, call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += width) {
    results.push(...(await Promise.all(items.slice(start, start + width).map(call))));
  }
  return results;
}

/**
 * Lets callers who ask for the same thing at the same time share one call. Nothing is kept once it is answered.
 * @example
 * const flights = singleFlight<IncidentRecord>();
 * await flights(arn, () => read(arn));
 */
export function singleFlight<T>(): (key: string, call: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, call) => {
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const started = call().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
