import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from './errors.ts';

const deadlines = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work that must end in time. When its time is up, its open requests are cut off and it can start no others: what
 * is left of it can change nothing, so the same work may start again at once. A request that was cut off may have
 * arrived, as after any time-out.
 *
 * The deadline travels with the asynchronous context, because every client that can hold work up must know it, and no
 * function in between needs to.
 * @param limitMs milliseconds
 * @throws AppError `out_of_time`, or what the work threw
 * @see https://nodejs.org/api/async_context.html
 */
export async function withDeadline<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  const ends = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('out_of_time', 'That took longer than one job may. Retrying automatically.');
      ends.abort(error);
      reject(error);
    }, limitMs);
  });
  try {
    return await Promise.race([deadlines.run(ends.signal, work), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The signal for a request: aborted when the running work is out of time, or by `own`.
 * @returns `undefined` where neither is given: outside of such work
 */
export function requestSignal(own?: AbortSignal | null): AbortSignal | undefined {
  const deadline = deadlines.getStore();
  if (deadline === undefined || !own) return deadline ?? own ?? undefined;
  return AbortSignal.any([deadline, own]);
}

/**
 * Waits, but not past the deadline of the running work.
 * @param ms milliseconds
 * @throws AppError `out_of_time`
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
 * The same object, but none of its methods starts anything for work that is out of time.
 * @param target all of its methods return promises
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
