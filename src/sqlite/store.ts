import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { parseValue, serializeValue } from '../store/serialize.ts';
import type { Expect, Item, ItemKey, ItemToWrite, Store } from '../store/store.ts';
import { toSqliteError } from './fault.ts';

export interface SqliteStoreOptions {
  /** Epoch milliseconds. Decides whether an item has expired. */
  now: () => number;
}

/** The most expired items that a sweep deletes. */
const sweepSize = 500;
/** A sweep runs once in this many writes. It can delete more items than were added, so that the file does not grow. */
const writesPerSweep = 100;

const alive = '(expires_at IS NULL OR expires_at > :now)';
const sweepSql = `
  DELETE FROM items WHERE rowid IN
    (SELECT rowid FROM items WHERE expires_at <= :now ORDER BY expires_at LIMIT ${sweepSize})`;

/** The query of `due`. A test checks its query plan: it must read only rows that are due. */
export const dueSql = `SELECT * FROM items WHERE due_lane = :lane AND due_at <= :due AND ${alive} ORDER BY due_at LIMIT :limit`;

/** Writes without a version condition. An expired item counts as absent: its version starts at 1 again. */
const insertSql = (where: string) => `
  INSERT INTO items (partition_key, sort_key, value, version, listed_under, due_at, due_lane, expires_at)
  VALUES (:partition, :sort, :value, 1, :listedUnder, :dueAt, :dueLane, :expiresAt)
  ON CONFLICT (partition_key, sort_key) DO UPDATE SET
    value = excluded.value, listed_under = excluded.listed_under, due_at = excluded.due_at,
    due_lane = excluded.due_lane, expires_at = excluded.expires_at, version = CASE WHEN ${alive} THEN version + 1 ELSE 1 END
  ${where}
  RETURNING version`;

const updateSql = `
  UPDATE items SET value = :value, listed_under = :listedUnder, due_at = :dueAt, due_lane = :dueLane, expires_at = :expiresAt,
    version = version + 1
  WHERE partition_key = :partition AND sort_key = :sort AND version = :version AND ${alive}
  RETURNING version`;

/** The upper bound ends in the byte FF, which does not occur in UTF-8, so it sorts after every key with the prefix. */
const listSql = `
  SELECT * FROM items
  WHERE partition_key = :partition AND sort_key >= :prefix AND sort_key < :prefix || CAST(x'FF' AS TEXT) AND ${alive}
  ORDER BY sort_key`;

/** The most items of a page of `scan`. */
const scanSize = 200;
const scanSql = `
  SELECT * FROM items
  WHERE partition_key >= :prefix AND partition_key < :prefix || CAST(x'FF' AS TEXT)
    AND (partition_key, sort_key) > (:partition, :sort) AND ${alive}
  ORDER BY partition_key, sort_key LIMIT ${scanSize}`;

const countSql = `
  SELECT count(*) AS items FROM items
  WHERE partition_key >= :prefix AND partition_key < :prefix || CAST(x'FF' AS TEXT) AND ${alive}`;

/**
 * The store in a SQLite database. Each method is one statement, so that several processes can share the file. `close()`
 * leaves the database open, because the queue may use it too.
 * @example
 * const store = createSqliteStore(openSqliteDatabase('data/incidents.db'), { now: Date.now });
 */
export function createSqliteStore(database: DatabaseSync, { now }: SqliteStoreOptions): Store {
  const key = 'partition_key = :partition AND sort_key = :sort';
  const get = database.prepare(`SELECT * FROM items WHERE ${key} AND ${alive}`);
  const put = database.prepare(insertSql(''));
  const add = database.prepare(insertSql('WHERE NOT (expires_at IS NULL OR expires_at > :now)'));
  const update = database.prepare(updateSql);
  const remove = database.prepare(`DELETE FROM items WHERE ${key} AND ${alive}`);
  const removeVersion = database.prepare(`DELETE FROM items WHERE ${key} AND version = :version AND ${alive}`);
  const list = database.prepare(listSql);
  const listed = database.prepare(`SELECT * FROM items WHERE listed_under = :under AND ${alive}`);
  const due = database.prepare(dueSql);
  const scan = database.prepare(scanSql);
  const count = database.prepare(countSql);
  const sweep = database.prepare(sweepSql);
  let writes = 0;

  function write(item: ItemToWrite, expect: Expect): number | undefined {
    if (++writes % writesPerSweep === 0) sweep.run({ now: now() });
    const values = {
      partition: item.partition,
      sort: item.sort,
      value: serializeValue(item),
      listedUnder: item.listedUnder ?? null,
      dueAt: item.dueAtMs ?? null,
      dueLane: item.dueLane ?? '',
      expiresAt: item.expiresAtMs ?? null,
      now: now(),
    };
    // Not `get`: it stops at the first row and hides an error of the commit that follows (a full disk).
    const [row] =
      typeof expect === 'number'
        ? update.all({ ...values, version: expect })
        : (expect === 'absent' ? add : put).all(values);
    return row && Number(row.version);
  }

  /** @throws AppError `storage_unavailable` when the database is busy or the disk is full */
  async function guarded<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  return {
    get: ({ partition, sort }: ItemKey) =>
      guarded(() => {
        const row = get.get({ partition, sort, now: now() });
        return row && toItem(row);
      }),
    write: (item, expect) => guarded(() => write(item, expect)),
    async remove({ partition, sort }, expect = 'anything') {
      if (expect === 'absent') return false;
      const values = { partition, sort, now: now() };
      const done = () =>
        expect === 'anything' ? remove.run(values) : removeVersion.run({ ...values, version: expect });
      return (await guarded(done)).changes > 0;
    },
    list: (partition, sortPrefix = '') =>
      guarded(() => list.all({ partition, prefix: sortPrefix, now: now() }).map(toItem)),
    listed: (under) => guarded(() => listed.all({ under, now: now() }).map(toItem)),
    due: (nowMs, limit, lane = '') =>
      guarded(() => {
        sweep.run({ now: now() });
        return due.all({ lane, due: nowMs, limit, now: now() }).map(toItem);
      }),
    scan: (prefix, after) =>
      guarded(() => {
        const [partition = '', sort = ''] = after === undefined ? [] : (JSON.parse(after) as string[]);
        const items = scan.all({ prefix, partition, sort, now: now() }).map(toItem);
        const last = items.at(-1);
        if (last === undefined || items.length < scanSize) return { items };
        return { items, next: JSON.stringify([last.partition, last.sort]) };
      }),
    count: (prefix) => guarded(() => Number(count.get({ prefix, now: now() })?.items)),
    async close() {},
  };
}

function toItem(row: Record<string, SQLOutputValue>): Item {
  return {
    partition: String(row.partition_key),
    sort: String(row.sort_key),
    value: parseValue(String(row.value)),
    version: Number(row.version),
    ...(row.listed_under !== null && { listedUnder: String(row.listed_under) }),
    ...(row.due_at !== null && { dueAtMs: Number(row.due_at) }),
    ...(row.due_lane !== '' && { dueLane: String(row.due_lane) }),
    ...(row.expires_at !== null && { expiresAtMs: Number(row.expires_at) }),
  };
}
