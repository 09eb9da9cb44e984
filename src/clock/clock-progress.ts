/** The clock counts as stalled after this time without a successful tick, in milliseconds. */
const stalledMs = 90_000;

/** Tracks whether the clock makes progress. */
export interface ClockProgress {
  /** Whether a tick succeeded recently. */
  readonly alive: boolean;
  /** Records when a tick succeeds. @returns the tick */
  note<T>(tick: Promise<T>): Promise<T>;
}

/**
 * Creates the tracker.
 * @param elapsed milliseconds of a monotonic clock
 */
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
