import { AsyncResource } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import { vi } from 'vitest';

// Taken before any clock is replaced.
const machine = { setTimeout, setImmediate };

/** How often the process is observed, in milliseconds of the machine. */
const stepMs = 4;
/** The process is idle after this time without work: longer than `until` pauses between two probes. */
const idleMs = 12;
/** The most work in one step of an idle process, in milliseconds: the probes of a waiting test. */
const mostIdleWorkMs = 1.5;

/** How many apps run on the replaced clock, and what restores the machine's. */
let users = 0;
let restore: () => void = () => undefined;

/**
 * Replaces the clock and the timers of this process, so that waiting costs nothing: while the process works, time passes as
 * on the machine; as soon as it is idle, time leaps to the next timer. For tests that run the app, Slack and AWS in their
 * own process, and wait for rests, delays, backoffs and cadences. Child processes and browsers keep the machine's clock.
 * @returns restores the machine's clock, once all that started have stopped
 * @example
 * const stopLeaping = startLeapingClock();
 * afterAll(stopLeaping);
 */
export function startLeapingClock(): () => void {
  if (users === 0) restore = replaceClock();
  users += 1;
  return () => {
    users -= 1;
    if (users === 0) restore();
  };
}

function replaceClock(): () => void {
  vi.useFakeTimers({
    now: Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  const { timeout } = AbortSignal;
  const replaced = { setTimeout: globalThis.setTimeout, setInterval: globalThis.setInterval };
  Object.assign(globalThis, {
    setTimeout: inContext(replaced.setTimeout),
    setInterval: inContext(replaced.setInterval),
  });
  AbortSignal.timeout = timeoutSignal;
  const { setTimeout: sleep } = timersPromises;
  Object.assign(timersPromises, { setTimeout: sleepUntil });
  syncBuiltinESMExports();
  const stop = leap();
  return () => {
    stop();
    Object.assign(globalThis, replaced);
    AbortSignal.timeout = timeout;
    Object.assign(timersPromises, { setTimeout: sleep });
    vi.useRealTimers();
    syncBuiltinESMExports();
  };
}

/** Lets time pass, and leaps over the time in which the process is idle. @returns ends it */
function leap(): () => void {
  let stopped = false;
  let seenMs = performance.now();
  let busyMs = seenMs;
  let before = performance.eventLoopUtilization();

  function step(): void {
    if (stopped) return;
    const nowMs = performance.now();
    const passedMs = Math.floor(nowMs - seenMs);
    seenMs += passedMs;
    const since = performance.eventLoopUtilization();
    if (since.active - before.active > mostIdleWorkMs) busyMs = nowMs;
    before = since;
    vi.advanceTimersByTime(passedMs);
    if (nowMs - busyMs >= idleMs) {
      busyMs = performance.now();
      vi.advanceTimersToNextTimer();
    }
    // Twice, so that input that arrived while the machine was busy is read first.
    machine.setTimeout(() => machine.setImmediate(() => machine.setImmediate(step)), stepMs);
  }
  step();
  return () => {
    stopped = true;
  };
}

/** Calls back in the asynchronous context of the caller, as Node's own timers do. */
const inContext =
  <T>(start: (work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => T) =>
  (work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): T =>
    start(AsyncResource.bind(work), ms, ...args);

/** `AbortSignal.timeout` on the replaced clock. */
function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
  timer.unref();
  return controller.signal;
}

/** `setTimeout` of `node:timers/promises` on the replaced clock. */
function sleepUntil<T>(ms: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, value);
    const abort = () => {
      clearTimeout(timer);
      reject(new DOMException('The operation was aborted', { name: 'AbortError', cause: signal?.reason }));
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
