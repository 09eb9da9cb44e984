import type { Log } from '../log.ts';

export interface ClockOptions {
  /** @param horizonMs until the next tick */
  tick: (horizonMs: number) => Promise<unknown>;
  /** Impact to milliseconds between status updates: the shortest decides how often there is a tick. */
  statusPostsMs: ReadonlyMap<number, number>;
  now: () => number;
  log: Log;
}

export interface Clock {
  /** Ticks no more; waits for the tick under way. */
  stop(): Promise<void>;
}

const shortestMs = 500;
/** Half of the shortest cadence that people may ask for. */
const longestMs = 15_000;
/** Timers come late by so much, in milliseconds: a tick looks so much further ahead. */
const slackMs = 500;

/** Calls `tick` now and then again and again, one at a time, until it is stopped. */
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
      // A clock that was set back during the tick must not make the pause longer.
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
