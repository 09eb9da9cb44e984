import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { runChildren } from './run-children.ts';

describe('the database file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'database-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('the database is created with its folder, readable by its owner only', () => {
    openSqliteDatabase(join(folder, 'data', 'deep', 'incidents.db')).close();
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0);
  });

  test('the database uses WAL mode, synchronous NORMAL, and waits for other writers', () => {
    const database = openSqliteDatabase(join(folder, 'incidents.db'));
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout')]).toEqual(['wal', 1, 5000]);
    database.close();
  });

  test('the database keeps its content when it is opened again', () => {
    const file = join(folder, 'incidents.db');
    const first = openSqliteDatabase(file);
    first.exec("INSERT INTO job_ids VALUES ('a', 1)");
    first.close();
    const second = openSqliteDatabase(file);
    expect(second.prepare('SELECT count(*) AS n FROM job_ids').get()?.n).toBe(1);
    second.close();
  });

  test('a database of a newer version is refused with one line, and stays unchanged', () => {
    const file = join(folder, 'incidents.db');
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99; CREATE TABLE future (a)');
    newer.close();
    const message = expect.stringMatching(
      /^STORE_URL: .*newer version of the app \(schema 99, this one knows \d+\).*$/,
    );
    expect(() => openSqliteDatabase(file)).toThrow(expect.objectContaining({ code: 'configuration', message }));
    const after = new DatabaseSync(file);
    expect(after.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'items'").get()?.n).toBe(0);
    after.close();
  });

  test.each([
    ['is not a database', (file: string) => writeFileSync(file, 'not a database, '.repeat(1000))],
    ['is a folder', (file: string) => mkdirSync(file)],
    ['lies below a file', (file: string) => writeFileSync(join(file, '..', '..', 'taken'), '')],
  ])('a path that %s is refused with one line', (name, prepare) => {
    const file = name === 'lies below a file' ? join(folder, 'taken', 'incidents.db') : join(folder, 'incidents.db');
    prepare(file);
    const message = expect.stringMatching(/^STORE_URL: cannot use the database file .*incidents\.db: .+\.$/);
    expect(() => openSqliteDatabase(file)).toThrow(expect.objectContaining({ code: 'configuration', message }));
  });

  test.each(['/proc/nowhere/incidents.db', '/proc/nowhere/deep/incidents.db', '/dev/null/incidents.db'])(
    'a path where no folder can be created (%s) is refused with one line',
    async (file) => {
      const module = new URL('../../src/sqlite/database.ts', import.meta.url);
      // In a separate process, which can be killed if it hangs.
      const script = `
        import { openSqliteDatabase } from ${JSON.stringify(module.href)};
        try { openSqliteDatabase(${JSON.stringify(file)}); } catch (error) {
          process.exit(error.code === 'configuration' && /^STORE_URL: cannot use [^\\n]+$/.test(error.message) ? 7 : 8);
        }`;
      expect(await runChildren(1, script)).toEqual([7]);
    },
  );

  test('a read-only database is refused with one line', async () => {
    const file = join(folder, 'incidents.db');
    openSqliteDatabase(file).close();
    chmodSync(file, 0o444);
    chmodSync(folder, 0o777);
    const module = new URL('../../src/sqlite/database.ts', import.meta.url);
    // The superuser may write everywhere.
    const script = `
      import { openSqliteDatabase } from ${JSON.stringify(module.href)};
      if (process.getuid() === 0) process.setuid(65534);
      try { openSqliteDatabase(${JSON.stringify(file)}); } catch (error) {
        process.exit(error.code === 'configuration' && /^STORE_URL: cannot use [^\\n]+$/.test(error.message) ? 7 : 8);
      }`;
    expect(await runChildren(1, script)).toEqual([7]);
  });

  test('processes that open the database at the same time create it once', async () => {
    const file = join(folder, 'incidents.db');
    const module = new URL('../../src/sqlite/database.ts', import.meta.url);
    const script = `
      import { openSqliteDatabase } from ${JSON.stringify(module.href)};
      openSqliteDatabase(${JSON.stringify(file)}).close();`;
    expect(await runChildren(4, script)).toEqual([0, 0, 0, 0]);
  });
});
