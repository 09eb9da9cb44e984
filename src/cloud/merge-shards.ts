/** A page of a shard's ordered rows. `next` reads the following page; absent on the last. */
export interface Page<T> {
  rows: T[];
  next?: () => Promise<Page<T>>;
}

/**
 * Merges several ordered shards into the first `limit` rows. Shards are read in parallel, and the next page of a shard only
 * when the merge has used up the last one.
 * @param order the sort key of a row
 */
export async function mergeShards<T>(
  shards: readonly (() => Promise<Page<T>>)[],
  order: (row: T) => number,
  limit: number,
): Promise<T[]> {
  const pages = await Promise.all(shards.map((read) => read()));
  const merged: T[] = [];
  while (merged.length < limit) {
    await Promise.all(
      pages.map(async (page, index) => {
        let filled = page;
        while (filled.rows.length === 0 && filled.next) filled = await filled.next();
        pages[index] = filled;
      }),
    );
    const first = pages.reduce<Page<T> | undefined>((best, page) => {
      const [row] = page.rows;
      const [bestRow] = best?.rows ?? [];
      return row !== undefined && (bestRow === undefined || order(row) < order(bestRow)) ? page : best;
    }, undefined);
    const row = first?.rows.shift();
    if (row === undefined) break;
    merged.push(row);
  }
  return merged;
}
