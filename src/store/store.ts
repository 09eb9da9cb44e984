/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** Where an item lives: all items of one partition can be listed in the order of `sort`. */
export interface ItemKey {
  partition: string;
  sort: string;
}

/** One stored thing. */
export interface Item extends ItemKey {
  value: Json;
  /** Starts at 1 and grows by one with each write; what a conditional write compares. */
  version: number;
  /** A second key under which the item can be listed, for example the channel of a watch. */
  listedUnder?: string;
  /** `due()` finds the item once this time has come. */
  dueAtMs?: number;
  /** Which of several lists of what is due the item is in; absent: the one without a name. */
  dueLane?: string;
  /** From then on the item does not exist, even if it is not erased yet. */
  expiresAtMs?: number;
}

/** An item on its way in. */
export type ItemToWrite = Omit<Item, 'version'>;

/** What must be true for a write to happen: nothing, the item's absence, or the version that was read. */
export type Expect = 'anything' | 'absent' | number;

/**
 * Everything the app must remember. Two implementations (`sqlite-store.ts`, `dynamodb-store.ts`), held to one contract
 * by `test/store/store-contract.ts`. What the items mean is said by the modules that write them.
 */
export interface Store {
  get(key: ItemKey): Promise<Item | undefined>;
  /**
   * Writes the whole item if `expect` holds.
   * @returns the new version, or `undefined` when `expect` did not hold: read again, decide again.
   */
  write(item: ItemToWrite, expect: Expect): Promise<number | undefined>;
  /** @returns whether there was such an item and `expect` held. */
  remove(key: ItemKey, expect?: Expect): Promise<boolean>;
  /** All items of a partition whose sort key starts with `sortPrefix`, in the order of the sort key. */
  list(partition: string, sortPrefix?: string): Promise<Item[]>;
  /** All items with this `listedUnder`, in no particular order. */
  listed(under: string): Promise<Item[]>;
  /**
   * Up to `limit` items of a lane that are due, the longest overdue first (nearly so where the index is sharded). Costs as
   * much as what is due.
   */
  due(nowMs: number, limit: number, lane?: string): Promise<Item[]>;
  close(): Promise<void>;
}
