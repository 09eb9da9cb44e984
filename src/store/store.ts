/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** The key of an item. The items of one partition are listed in the order of `sort`. */
export interface ItemKey {
  partition: string;
  sort: string;
}

/** A stored item. */
export interface Item extends ItemKey {
  value: Json;
  /** Starts at 1 and increases by 1 with each write. A conditional write compares it. */
  version: number;
  /** A second key under which the item can be listed, for example the channel of a watch. */
  listedUnder?: string;
  /** From this time on `due()` returns the item, in epoch milliseconds. */
  dueAtMs?: number;
  /** The lane that `due()` finds the item in; absent: the default lane. */
  dueLane?: string;
  /** From this time on the item counts as absent, even if it is not deleted yet; epoch milliseconds. */
  expiresAtMs?: number;
}

/** An item to write: the store sets its version. */
export type ItemToWrite = Omit<Item, 'version'>;

/** The condition of a write: none, the item is absent, or it still has the version that was read. */
export type Expect = 'anything' | 'absent' | number;

/**
 * The app's persistent state: a key-value store with optimistic locking. Implemented by `src/sqlite/store.ts` and
 * `src/cloud/dynamodb-store.ts`; `test/store/store-contract.ts` holds both to one contract. The modules that write the
 * items define their meaning.
 * @example
 * const key = { partition: 'settings', sort: 'C0123' };
 * const item = await store.get(key);
 * const version = await store.write({ ...key, value: { unfurl: false } }, item?.version ?? 'absent');
 * if (version === undefined) throw new AppError('job_conflict', 'Changed concurrently: read it again.');
 */
export interface Store {
  get(key: ItemKey): Promise<Item | undefined>;
  /**
   * Writes the whole item if `expect` holds.
   * @returns the new version; `undefined` when `expect` did not hold: read the item again and retry
   * @throws AppError `invalid_request` when the key or the value exceeds a limit
   */
  write(item: ItemToWrite, expect: Expect): Promise<number | undefined>;
  /** Deletes an item. @returns whether the item existed and `expect` held */
  remove(key: ItemKey, expect?: Expect): Promise<boolean>;
  /** All items of a partition whose sort key starts with `sortPrefix`, in the order of the sort key. */
  list(partition: string, sortPrefix?: string): Promise<Item[]>;
  /** All items with this `listedUnder`, in no particular order. */
  listed(under: string): Promise<Item[]>;
  /**
   * Up to `limit` items of a lane whose `dueAtMs` has come, the longest overdue first (approximately, where the index is
   * sharded). The cost grows with what is due, not with what is stored.
   */
  due(nowMs: number, limit: number, lane?: string): Promise<Item[]>;
  /**
   * A page of the items whose partition starts with `partitionPrefix`, in no particular order. Reads the whole store: only
   * for what is rare.
   * @param after the `next` of the previous page
   */
  scan(partitionPrefix: string, after?: string): Promise<{ items: Item[]; next?: string }>;
  /** The number of items whose partition starts with `partitionPrefix`. Reads the whole store in DynamoDB. */
  count(partitionPrefix: string): Promise<number>;
  close(): Promise<void>;
}
