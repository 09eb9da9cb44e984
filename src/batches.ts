/**
 * Splits a list into chunks of up to `size` items.
 * @example
 * chunks([1, 2, 3], 2); // [[1, 2], [3]]
 */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}

/**
 * Maps items with an asynchronous call, in batches of `size`. Keeps their order.
 * @throws what the first failing call throws
 */
export async function inBatches<T, R>(items: readonly T[], size: number, call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const batch of chunks(items, size)) results.push(...(await Promise.all(batch.map(call))));
  return results;
}
