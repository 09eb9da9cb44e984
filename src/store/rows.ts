import type { z } from 'zod';
import type { Log } from '../log.ts';
import type { Expect, Item, ItemKey, ItemToWrite, Store } from './store.ts';

/** A stored item whose value matches the schema. */
export interface Row<T> {
  value: T;
  version: number;
  item: Item;
}

/**
 * The store's items of one kind, parsed with a schema. An item that does not parse (damaged, or written by another version
 * of the app) is logged and skipped.
 */
export interface Rows<T> {
  get(key: ItemKey): Promise<Row<T> | undefined>;
  list(partition: string, sortPrefix?: string): Promise<Row<T>[]>;
  listed(under: string): Promise<Row<T>[]>;
  /** Up to `limit` rows that are due. Rows that do not parse do not count towards `limit`. */
  due(nowMs: number, limit: number, lane: string): Promise<Row<T>[]>;
  /** All rows whose partition starts with `partitionPrefix`. Reads the whole store: only for what is rare. */
  all(partitionPrefix: string): AsyncGenerator<Row<T>>;
  /** As `Store.write`, except that a row that does not parse counts as absent. */
  write(item: ItemToWrite, expect: Expect): Promise<number | undefined>;
}

/** Each unreadable row is logged once; this bounds how many are remembered. */
const maxLogged = 1000;
/** The most rows read in one search for rows that are due. */
const maxRead = 10_000;

const ignore = () => undefined;
const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Reads and writes the items of one kind.
 * @param schema of the item's value
 * @param log receives a warning, with the key only, for each row that does not parse
 * @example
 * const rows = createRows(store, z.object({ count: z.number() }), log);
 * const row = await rows.get({ partition: 'counters', sort: 'ticks' });
 * await rows.write({ partition: 'counters', sort: 'ticks', value: { count: 1 } }, row?.version ?? 'absent');
 */
export function createRows<T>(store: Store, schema: z.ZodType<T>, log: Log = silentLog): Rows<T> {
  const logged = new Set<string>();

  function read(item: Item): Row<T>[] {
    const parsed = schema.safeParse(item.value);
    if (parsed.success) return [{ value: parsed.data, version: item.version, item }];
    const { partition, sort, version } = item;
    const name = JSON.stringify([partition, sort, version]);
    if (!logged.has(name) && logged.size < maxLogged) {
      logged.add(name);
      const [issue] = parsed.error.issues;
      const reason = `${issue?.path.join('.') || 'the whole'}: ${issue?.code}`;
      log.warn('row cannot be read: skipped', { row: `${partition} ${sort}`, reason });
    }
    return [];
  }

  return {
    async get(key) {
      const item = await store.get(key);
      return item && read(item)[0];
    },
    list: async (partition, sortPrefix) => (await store.list(partition, sortPrefix)).flatMap(read),
    listed: async (under) => (await store.listed(under)).flatMap(read),
    async due(nowMs, limit, lane) {
      for (let size = limit; ; size = Math.min(maxRead, size * 4)) {
        const items = await store.due(nowMs, size, lane);
        const rows = items.flatMap(read);
        if (rows.length >= limit || items.length < size || size >= maxRead) return rows.slice(0, limit);
      }
    },
    async *all(partitionPrefix) {
      let after: string | undefined;
      do {
        const { items, next } = await store.scan(partitionPrefix, after);
        yield* items.flatMap(read);
        after = next;
      } while (after !== undefined);
    },
    async write(item, expect) {
      const version = await store.write(item, expect);
      if (version !== undefined || expect !== 'absent') return version;
      const existing = await store.get(item);
      return existing === undefined || read(existing).length > 0 ? undefined : store.write(item, existing.version);
    },
  };
}
