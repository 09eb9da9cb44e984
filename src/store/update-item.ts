import { AppError } from '../errors.ts';
import type { Item, ItemKey, ItemToWrite, Store } from './store.ts';

/** Enough for all workers writing at once. Running out of attempts is a bug. */
const attempts = 20;

/** Returned by an attempt whose conditional write failed because of a concurrent write. */
export const conflict = Symbol('conflict');

/**
 * The error for a concurrent write.
 * @param what was written, for the message: `this watch`
 */
export const conflictOver = (what: string): AppError =>
  new AppError('job_conflict', `Something else changed ${what} at the same moment. Retrying automatically.`);

/**
 * Optimistic locking (compare-and-set): repeats a read followed by a conditional write until there is no concurrent write.
 * @param what is written, for the error message
 * @param attempt reads, decides and writes; returns `conflict` when its conditional write failed
 * @throws AppError `job_conflict` after 20 conflicts
 */
export async function retryConflicts<T>(what: string, attempt: () => Promise<T | typeof conflict>): Promise<T> {
  for (let count = 1; count <= attempts; count += 1) {
    const result = await attempt();
    if (result !== conflict) return result;
  }
  throw conflictOver(what);
}

/**
 * Updates one item with optimistic locking.
 * @param change receives the current item (`undefined` when it does not exist) and returns the new one; `undefined` leaves
 * it unchanged
 * @returns whether the item was written
 * @throws AppError `job_conflict` after 20 concurrent writes
 * @example
 * await updateItem(store, key, (item) => ({ value: { count: Number(item?.value ?? 0) + 1 } }));
 */
export function updateItem(
  store: Pick<Store, 'get' | 'write'>,
  key: ItemKey,
  change: (item: Item | undefined) => Omit<ItemToWrite, keyof ItemKey> | undefined,
): Promise<boolean> {
  return retryConflicts(`the item ${key.partition}`, async () => {
    const before = await store.get(key);
    const changed = change(before);
    if (changed === undefined) return false;
    const version = await store.write({ ...changed, ...key }, before?.version ?? 'absent');
    return version === undefined ? conflict : true;
  });
}
