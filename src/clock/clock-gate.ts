import { AppError } from '../errors.ts';

/**
 * Runs a clock job, or refuses it at once.
 * @throws AppError `worker_busy` when the limit is reached
 */
export type ClockGate = (work: () => Promise<void>) => Promise<void>;

/** The retry delay of refused work, in milliseconds. */
const retryAfterMs = 2000;

/**
 * Limits concurrent clock jobs. During an outage each takes seconds, and people's requests must still find a free worker.
 * @param limit the most clock jobs at a time
 */
export function createClockGate(limit: number): ClockGate {
  let running = 0;
  return async (work) => {
    if (running >= limit) {
      throw new AppError(
        'worker_busy',
        'The app is at its limit of concurrent status updates and digests. Retrying automatically.',
        { retryAfterMs },
      );
    }
    running += 1;
    try {
      await work();
    } finally {
      running -= 1;
    }
  };
}
