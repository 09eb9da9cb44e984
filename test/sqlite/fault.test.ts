import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';

let folder: string;
let database: DatabaseSync;
let other: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fault-'));
  database = openSqliteDatabase(join(folder, 'app.db'));
  other = openSqliteDatabase(join(folder, 'app.db'));
  database.exec('PRAGMA busy_timeout = 20');
});
afterEach(() => {
  for (const each of [database, other]) each.close();
  rmSync(folder, { recursive: true });
});

const faults = {
  'another process holds the file': () => other.exec('BEGIN EXCLUSIVE'),
  'the disk is full': () => {
    const pages = database.prepare('PRAGMA page_count').get()?.page_count;
    database.exec(`PRAGMA max_page_count = ${pages}`);
  },
};
const value = 'x'.repeat(100_000);
const passing = { code: 'storage_unavailable', transient: true };

test.each(Object.entries(faults))('%s: the job is retried', async (_, begin) => {
  const store = createSqliteStore(database, { now: Date.now });
  const queue = createSqliteQueue(database, { now: Date.now });
  begin();
  await expect(store.write({ partition: 'p', sort: 's', value }, 'anything')).rejects.toMatchObject(passing);
  const job = { kind: 'slack' as const, body: { value }, receivedAtMs: 0 };
  await expect(queue.send([{ group: 'g', dedupeId: 'd', job }])).rejects.toMatchObject(passing);
  if (other.isTransaction) other.exec('ROLLBACK');
  database.exec('PRAGMA max_page_count = 4294967294');
  await expect(store.write({ partition: 'p', sort: 's', value }, 'anything')).resolves.toBe(1);
  await queue.close();
});

test.each(['anything', 'absent', 1] as const)(
  'a write (expecting %s) whose commit fails is rejected',
  async (expects) => {
    const store = createSqliteStore(database, { now: Date.now });
    if (expects !== 'absent') await store.write({ partition: 'p', sort: 's', value: 'before' }, 'absent');
    // SQLite checks deferred constraints at the commit, after the statement has returned its row.
    database.exec(`
    CREATE TABLE needed (id INTEGER PRIMARY KEY);
    CREATE TABLE needs (id INTEGER REFERENCES needed DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER inserted AFTER INSERT ON items BEGIN INSERT INTO needs VALUES (1); END;
    CREATE TRIGGER updated AFTER UPDATE ON items BEGIN INSERT INTO needs VALUES (1); END;`);
    await expect(store.write({ partition: 'p', sort: 's', value: 'after' }, expects)).rejects.toThrow('FOREIGN KEY');
    expect((await store.get({ partition: 'p', sort: 's' }))?.value).toBe(expects === 'absent' ? undefined : 'before');
  },
);

test('an invalid statement is a bug in the app', async () => {
  const store = createSqliteStore(database, { now: Date.now });
  database.exec('DROP TABLE items');
  const thrown: unknown = await store.get({ partition: 'p', sort: 's' }).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'ERR_SQLITE_ERROR' });
});
