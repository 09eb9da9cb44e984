import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore, dueSql } from '../../src/sqlite/store.ts';
import { storeContract } from '../store/store-contract.ts';

storeContract('SQLite in memory', async (now) => {
  const database = openSqliteDatabase(':memory:');
  return { store: createSqliteStore(database, { now }), close: async () => database.close() };
});

storeContract('SQLite in a file', async (now) => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const database = openSqliteDatabase(join(folder, 'data', 'incidents.db'));
  return {
    store: createSqliteStore(database, { now }),
    async close() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('the store in SQLite', () => {
  test('due items are found by an index, in its order', () => {
    const database = openSqliteDatabase(':memory:');
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${dueSql}`).all({ lane: '', due: 1, now: 1, limit: 1 });
    expect(plan.map((step) => step.detail)).toEqual(['SEARCH items USING INDEX items_due (due_lane=? AND due_at<?)']);
    database.close();
  });

  test('expired items are deleted in passing, so the store is bounded', async () => {
    let clockMs = 0;
    const database = openSqliteDatabase(':memory:');
    const store = createSqliteStore(database, { now: () => clockMs });
    const write = async (count: number) => {
      for (let index = 0; index < count; index++) {
        clockMs += 1;
        await store.write({ partition: 'seen', sort: `${clockMs}`, value: 1, expiresAtMs: clockMs + 100 }, 'absent');
      }
    };
    const rows = () => Number(database.prepare('SELECT count(*) AS n FROM items').get()?.n);
    await write(5000);
    expect(rows()).toBeLessThanOrEqual(300);
    clockMs += 1000;
    await store.due(clockMs, 1);
    expect(rows()).toBe(0);
    database.close();
  });

  test('two connections share the store: a condition holds for both', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'));
    const databases = [1, 2].map(() => openSqliteDatabase(join(folder, 'incidents.db')));
    const [one, other] = databases.map((database) => createSqliteStore(database, { now: () => 0 }));
    const item = { partition: 'p', sort: 's', value: 1 };
    expect(await one?.write(item, 'absent')).toBe(1);
    expect(await other?.write(item, 'absent')).toBeUndefined();
    expect(await other?.write(item, 1)).toBe(2);
    expect(await one?.write(item, 1)).toBeUndefined();
    for (const database of databases) database.close();
    rmSync(folder, { recursive: true });
  });
});
