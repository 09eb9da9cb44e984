const pollMs = 10;
/** The machine's timer, also where a test replaced the clock since. */
const machineTimeout = setTimeout;

/**
 * Polls until a condition holds.
 * @param probe returns the awaited value; a falsy value or an exception means not yet
 * @throws Error after `timeoutMs`, with the last exception as its cause
 */
export async function until<T>(probe: () => T | Promise<T>, timeoutMs: number): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const found = await probe();
      if (found) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline)
      throw new Error(`Timed out after ${timeoutMs} ms waiting for ${probe}`, { cause });
    await new Promise((resolve) => machineTimeout(resolve, pollMs));
  }
}
