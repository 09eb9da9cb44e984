import { AppError } from '../errors.ts';
import type { Item, ItemKey, ItemToWrite, Store } from './store.ts';

/** Enough for all workers at once; more writers than that are a fault of ours. */
const attempts = 20;

/** Another writer was faster: what was read no longer holds. */
export const conflict = Symbol('conflict');

/** @param what changed at the same moment: `this watch` */
export const conflictOver = (what: string): AppError =>
  new AppError('job_conflict', `Something else changed ${what} at the same moment. Retrying automatically.`);

/**
 * Compare and set: runs a read, a decision and a conditional write until no other writer comes in between.
 * @param what for the error
 * @param attempt gives `conflict` where its write did not find the version it had read
 * @throws AppError `job_conflict` when others keep writing
 */
export async function retryConflicts<T>(what: string, attempt: () => Promise<T | typeof conflict>): Promise<T> {
  for (let count = 1; count <= attempts; count += 1) {
    const result = await attempt();
    if (result !== conflict) return result;
  }
  throw conflictOver(what);
}

/**
 * Changes one item, whoever else writes it.
 * @param change gets the item there is, `undefined` where there is none; what it returns is written, `undefined` leaves
 * the item as it is
 * @returns whether it was written
 * @throws AppError `job_conflict` when others keep writing
 */
export function updateItem(
  store: Store,
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
