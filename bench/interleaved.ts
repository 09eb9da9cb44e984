/** Runs once and returns the duration in milliseconds. */
export type Timed = () => number;

/** Wraps a call so that it returns its duration in milliseconds. */
export const timed =
  (work: () => unknown): Timed =>
  () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };

/**
 * Runs contestants alternately, so that a slow moment of the machine affects all of them alike.
 * @returns the median of each, in milliseconds, in the given order
 */
export function interleaved(contestants: readonly Timed[], rounds: number): number[] {
  const times = contestants.map((): number[] => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, run] of contestants.entries()) {
      const ms = run();
      // Negative rounds are warm-up.
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times.map(median);
}

/** Median; 0 for an empty list. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
