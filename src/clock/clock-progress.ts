/** With no tick that succeeded for so long the clock makes no progress, in milliseconds. */
const stalledMs = 90_000;

/** Whether the clock makes progress: ticks come, end, and succeed. */
export interface ClockProgress {
  readonly alive: boolean;
  /** Notes when a tick succeeds. @returns the tick */
  note<T>(tick: Promise<T>): Promise<T>;
}

/** @param elapsed milliseconds of a clock that is never set */
export function createProgress(elapsed: () => number): ClockProgress {
  let succeededMs = elapsed();
  return {
    get alive() {
      return elapsed() - succeededMs <= stalledMs;
    },
    async note(tick) {
      const report = await tick;
      succeededMs = elapsed();
      return report;
    },
  };
}
