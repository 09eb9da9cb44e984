import type { z } from 'zod';
import type { Log } from '../log.ts';
import type { Expect, Item, ItemKey, ItemToWrite, Store } from './store.ts';

/** A row that could be read. */
export interface Row<T> {
  value: T;
  version: number;
  item: Item;
}

/** The rows of one kind. A row that is none of them (damaged, or of another version) is logged and left out. */
export interface Rows<T> {
  get(key: ItemKey): Promise<Row<T> | undefined>;
  list(partition: string, sortPrefix?: string): Promise<Row<T>[]>;
  listed(under: string): Promise<Row<T>[]>;
  /** Up to `limit` rows that are due: those that cannot be read take nobody's place. */
  due(nowMs: number, limit: number, lane: string): Promise<Row<T>[]>;
  /** As the store's own, but that a row which cannot be read counts as absent. */
  write(item: ItemToWrite, expect: Expect): Promise<number | undefined>;
}

/** One log line for each row, however often it is met: of so many rows. */
const mostNamed = 1000;
/** So many rows are read at most to find those that are due. */
const mostRead = 10_000;

const say = () => undefined;
const silentLog: Log = { debug: say, info: say, warn: say, error: say };

/** @param log where rows that cannot be read are named, by their key alone */
export function createRows<T>(store: Store, schema: z.ZodType<T>, log: Log = silentLog): Rows<T> {
  const named = new Set<string>();

  function read(item: Item): Row<T>[] {
    const parsed = schema.safeParse(item.value);
    if (parsed.success) return [{ value: parsed.data, version: item.version, item }];
    const { partition, sort, version } = item;
    const name = JSON.stringify([partition, sort, version]);
    if (!named.has(name) && named.size < mostNamed) {
      named.add(name);
      const [issue] = parsed.error.issues;
      const reason = `${issue?.path.join('.') || 'the whole'}: ${issue?.code}`;
      log.warn('row cannot be read, left out', { row: `${partition} ${sort}`, reason });
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
      for (let asked = limit; ; asked = Math.min(mostRead, asked * 4)) {
        const items = await store.due(nowMs, asked, lane);
        const rows = items.flatMap(read);
        if (rows.length >= limit || items.length < asked || asked >= mostRead) return rows.slice(0, limit);
      }
    },
    async write(item, expect) {
      const version = await store.write(item, expect);
      if (version !== undefined || expect !== 'absent') return version;
      const there = await store.get(item);
      return there === undefined || read(there).length > 0 ? undefined : store.write(item, there.version);
    },
  };
}
