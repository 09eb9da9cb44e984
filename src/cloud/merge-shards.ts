/** Some rows of a shard, in order, and how to read on; no `next` at the end. */
export interface Page<T> {
  rows: T[];
  next?: () => Promise<Page<T>>;
}

/**
 * The first `limit` rows of several ordered shards, in order. All shards are read in parallel, and read on only where
 * the merge has used up what was read, so that little is read in vain.
 * @param order what the rows are ordered by
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
