/** A clock that stops while tasks run, and jumps to the next wake-up time when all of them sleep. */
export interface VirtualTime {
  now(): number;
  /** Sleeps in simulated time. */
  sleep(ms: number): Promise<void>;
  /** Starts a task that the clock tracks. A task sleeps once at a time. */
  start(task: () => Promise<void>): void;
  /** Resolves when every task is done or asleep. */
  settled(): Promise<void>;
  /** Jumps to the next wake-up time, but not past `untilMs`. */
  leap(untilMs: number): void;
}

interface Sleeper {
  atMs: number;
  wake: () => void;
}

export function createVirtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  let awake = 0;
  let sleepers: Sleeper[] = [];

  return {
    now: () => nowMs,
    sleep: (ms) =>
      new Promise((resolve) => {
        awake -= 1;
        const wake = () => {
          awake += 1;
          resolve();
        };
        sleepers.push({ atMs: nowMs + Math.max(0, ms), wake });
      }),
    start(task) {
      awake += 1;
      void task().finally(() => {
        awake -= 1;
      });
    },
    async settled() {
      do await new Promise((resolve) => setImmediate(resolve));
      while (awake > 0);
    },
    leap(untilMs) {
      nowMs = Math.min(untilMs, ...sleepers.map(({ atMs }) => atMs));
      const due = sleepers.filter(({ atMs }) => atMs <= nowMs);
      sleepers = sleepers.filter(({ atMs }) => atMs > nowMs);
      for (const { wake } of due) wake();
    },
  };
}
