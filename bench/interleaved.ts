/** How long one run took, in milliseconds. */
export type Timed = () => number;

/** Times one call. */
export const timed =
  (work: () => unknown): Timed =>
  () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };

/**
 * Runs contestants in turns, so that what slows the machine for a moment slows them alike.
 * @returns each one's median, in milliseconds, in the order given
 */
export function interleaved(contestants: readonly Timed[], rounds: number): number[] {
  const times = contestants.map((): number[] => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, run] of contestants.entries()) {
      const ms = run();
      // The first rounds warm up.
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times.map(median);
}

/** The middle of some numbers; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
