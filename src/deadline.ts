import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from './errors.ts';

const deadlines = new AsyncLocalStorage<AbortSignal | undefined>();

/** Runs work that, once a signal is aborted, can start no requests; its open ones are aborted. */
export const untilAborted = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => deadlines.run(signal, work);

/**
 * Runs work under a deadline. At the deadline its open requests are aborted and it cannot start new ones, so that it can
 * change nothing more and may be retried at once. As after any timeout, an aborted request may still have taken effect.
 *
 * The deadline is kept in the asynchronous context, because every client needs it but the functions that lead there do not.
 * @param limitMs milliseconds
 * @throws AppError `out_of_time` at the deadline; otherwise what the work throws
 * @see https://nodejs.org/api/async_context.html
 */
export async function withDeadline<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('out_of_time', 'That took longer than one job may. Retrying automatically.');
      deadline.abort(error);
      reject(error);
    }, limitMs);
  });
  try {
    return await Promise.race([untilAborted(deadline.signal, work), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs work that several callers share, so that the deadline of one does not end it for the others. */
export const withoutDeadline = <T>(work: () => T): T => deadlines.run(undefined, work);

/**
 * Waits for a promise with a time limit. The work itself is not cancelled.
 * @param ms the time limit, in milliseconds
 * @returns `undefined` when the time limit is reached first
 * @throws what the work throws within the time limit; a later error is dropped
 * @example
 * const runbooks = await within(1500, readRunbooks(record));
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The signal for a request: aborted at the deadline of the running work, or by `own`.
 * @returns `undefined` when there is neither
 */
export function requestSignal(own?: AbortSignal | null): AbortSignal | undefined {
  const deadline = deadlines.getStore();
  if (deadline === undefined || !own) return deadline ?? own ?? undefined;
  return AbortSignal.any([deadline, own]);
}

/**
 * Waits, at most until the deadline of the running work.
 * @param ms milliseconds
 * @throws AppError `out_of_time` at the deadline
 */
export async function sleep(ms: number): Promise<void> {
  const signal = requestSignal();
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Wraps an object so that its methods reject once the deadline of the running work has passed.
 * @param target an object whose methods all return promises
 */
export function inTime<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        requestSignal()?.throwIfAborted();
        return member.apply(object, given);
      };
    },
  });
}
