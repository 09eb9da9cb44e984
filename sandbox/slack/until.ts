const pollMs = 10;

/**
 * Waits for something to become true.
 * @param look gives what is waited for; anything falsy (or an exception) means: not yet
 * @throws Error with the last exception as its cause when `timeoutMs` have passed
 */
export async function until<T>(look: () => T | Promise<T>, timeoutMs: number): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline)
      throw new Error(`It did not come true within ${timeoutMs} ms: ${look}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
