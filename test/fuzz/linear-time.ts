import { expect } from 'vitest';

/** How much slower per character the long text may be: collections of garbage, caches that are left. */
const factor = 5;
/** Shorter is noise, in milliseconds. */
const leastMs = 2;

/**
 * Asserts that a parser takes time linear in its input's size, measured at two sizes sixteen times apart. If time grew with the
 * square, the long one would take sixteen times as long per character.
 * @param text makes an input of about this number of characters
 */
export function expectLinearTime(text: (size: number) => string, parse: (text: string) => unknown, size = 4000): void {
  const [short, long] = [text(size), text(16 * size)];
  const slower = (): number =>
    best(() => parse(long)) /
    16 /
    Math.max(
      best(() => parse(short)),
      leastMs / 16,
    );
  const found = slower();
  // Measured again before the test fails, because the machine has other work.
  expect(found <= factor ? found : Math.min(found, slower())).toBeLessThanOrEqual(factor);
}

/** The least of five in milliseconds of CPU time, which other work on the machine does not lengthen; of fewer where it takes long. */
function best(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && (round === 0 || least < 200); round += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** How many times as long as plain text of its length a hostile text may take: backtracking takes thousands of times as long. */
const hostileFactor = 300;

/** Asserts that a parser takes about as long as for plain text, for texts that cannot be scaled. */
export function expectNoBlowUp(text: string, parse: (text: string) => unknown): void {
  const plain = best(() => parse('plain words '.repeat(text.length / 12)));
  const bound = hostileFactor * Math.max(leastMs, plain);
  const found = best(() => parse(text));
  expect(
    found <= bound
      ? found
      : Math.min(
          found,
          best(() => parse(text)),
        ),
  ).toBeLessThanOrEqual(bound);
}
