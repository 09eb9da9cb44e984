import type { Log } from '../log.ts';

export interface ClockOptions {
  /** @param horizonMs milliseconds until the next tick */
  tick: (horizonMs: number) => Promise<unknown>;
  /** Impact to milliseconds between status updates (`STATUS_POSTS`). The shortest determines the interval of ticks. */
  statusPostsMs: ReadonlyMap<number, number>;
  now: () => number;
  log: Log;
}

export interface Clock {
  /** Stops the clock and waits for the current tick. */
  stop(): Promise<void>;
}

const shortestMs = 500;
/** Half of the shortest cadence that `every` allows. */
const longestMs = 15_000;
/** How much further than the next tick a tick plans ahead, in milliseconds: timers fire late. */
const slackMs = 500;

/** Starts the clock: calls `tick` at once and then at regular intervals, one at a time. */
export function startClock({ tick, statusPostsMs, now, log }: ClockOptions): Clock {
  const shortest = Math.min(...statusPostsMs.values());
  const intervalMs = Math.min(longestMs, Math.max(shortestMs, shortest / 2));
  let timer: NodeJS.Timeout | undefined;
  let running = turn();

  async function turn(): Promise<void> {
    const startedMs = now();
    await tick(intervalMs + slackMs).catch((error: unknown) => log.error('tick failed', { error }));
    timer = setTimeout(
      () => {
        running = turn();
      },
      // If the clock was set back during the tick, the pause must not become longer.
      Math.min(intervalMs, Math.max(0, startedMs + intervalMs - now())),
    );
  }

  return {
    async stop() {
      await running;
      clearTimeout(timer);
    },
  };
}
