/** A clock that stands still while anything works, and then leaps to the next moment at which something happens. */
export interface VirtualTime {
  now(): number;
  /** Waits without any real time passing. */
  sleep(ms: number): Promise<void>;
  /** Starts something whose work and sleep the clock is to know of: one sleep at a time. */
  start(task: () => Promise<void>): void;
  /** Resolves when all that was started is done or asleep. */
  settled(): Promise<void>;
  /** Leaps to the next sleeper's moment, at the latest to `untilMs`. */
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
