import { AppError } from '../errors.ts';

/** Does a piece of the clock's work, or refuses it at once. */
export type ClockGate = (work: () => Promise<void>) => Promise<void>;

/** How long refused work stays away, in milliseconds. */
const comeBackMs = 2000;

/**
 * Lets only so many jobs of the clock be done at once. While AWS or Slack do not answer each takes seconds, and what
 * people ask for must still find a worker.
 * @throws AppError `worker_busy`, a passing fault, when there are as many already
 */
export function createClockGate(most: number): ClockGate {
  let inside = 0;
  return async (work) => {
    if (inside >= most) {
      throw new AppError(
        'worker_busy',
        'The app does as many status updates and digests at once as it may. Retrying automatically.',
        {
          retryAfterMs: comeBackMs,
        },
      );
    }
    inside += 1;
    try {
      await work();
    } finally {
      inside -= 1;
    }
  };
}
