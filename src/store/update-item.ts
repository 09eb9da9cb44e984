import type { ItemKey, ItemToWrite, Json, Store } from './store.ts';

const attempts = 20;

/**
 * Reads an item, changes it, writes it back, again until nobody wrote in between.
 * @param change gets the value there is, `undefined` where there is none
 * @throws Error when others kept writing
 */
export async function updateItem(
  store: Store,
  key: ItemKey,
  change: (value: Json | undefined) => Omit<ItemToWrite, 'partition' | 'sort'>,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await store.get(key);
    const item: ItemToWrite = { ...change(before?.value), partition: key.partition, sort: key.sort };
    if ((await store.write(item, before?.version ?? 'absent')) !== undefined) return;
  }
  throw new Error(`too many writers at ${key.partition}`);
}
