/** The shortest and the longest pause between two tries, in milliseconds, before jitter. */
const firstMs = 1000;
const ceilingMs = 30_000;

/**
 * How long to wait before the next try of something that must not be given up: doubled with each failure in a row up to
 * half a minute, then less up to half of that at random, so that many clients do not come back in one moment.
 * @param failures in a row, from 1
 * @param random from 0 to below 1
 * @returns milliseconds
 */
export function backoffMs(failures: number, random: () => number): number {
  const pauseMs = Math.min(ceilingMs, firstMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(pauseMs * (1 - random() / 2));
}
