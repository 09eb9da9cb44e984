/**
 * Does the same for each item, at most `width` at a time, and keeps their order.
 * @throws what the first failing call threw
 */
export async function inBatches<T, R>(items: readonly T[], width: number, call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += width) {
    results.push(...(await Promise.all(items.slice(start, start + width).map(call))));
  }
  return results;
}
