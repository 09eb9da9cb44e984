import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { migrations } from './schema.ts';
import { inTransaction } from './transaction.ts';

/** How long a statement waits for another process that writes to the same file, in milliseconds. */
const busyTimeoutMs = 5000;

/**
 * Opens the database that the store and the queue share, and migrates its schema; a copy of the file as it was before stays
 * beside it. The caller closes it.
 * @param file path of the file, created with its folder when absent, or `:memory:`
 * @throws AppError `configuration` when the file cannot be used or was written by a newer version of the app
 */
export function openSqliteDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') makeFolder(dirname(file));
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    // SQLite silently opens a file that it may not write as read-only.
    if (file !== ':memory:') accessSync(file, constants.W_OK);
    // NORMAL survives kill -9: a commit has reached the operating system before it returns, and checksums discard a partial
    // one. Only a power failure can lose the last commits; it never corrupts the file.
    // https://www.sqlite.org/pragma.html#pragma_synchronous
    // A commit that finds a long log checkpoints it and blocks the event loop: at 64 MB instead of the default 4. During a
    // burst of jobs a thread does it earlier, see checkpointer.ts.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16000;');
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('configuration', `STORE_URL: cannot use the database file ${file}: ${reason}.`, {
      cause: error,
    });
  }
}

/**
 * Creates a folder and its parents, readable only by the app's own user, because jobs contain what Slack sent. Node's
 * `recursive` never returns where the system answers ENOENT for a folder whose parent exists, as below `/proc`.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it concurrently.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Keeps a copy of the file as it is before a migration, as `FILE.schema-N`, to go back to the version that wrote it: it
 * refuses a newer schema. A copy of the same schema is replaced.
 */
function keepCopy(database: DatabaseSync, file: string, version: number): void {
  const copy = `${file}.schema-${version}`;
  // Under another name until it is whole. Of several processes, each writes its own.
  const writing = `${copy}.${process.pid}`;
  rmSync(writing, { force: true });
  database.prepare('VACUUM INTO ?').run(writing);
  renameSync(writing, copy);
}

function migrate(database: DatabaseSync, file: string): void {
  const before = versionOf(database);
  if (before === migrations.length) return;
  if (before > 0 && before < migrations.length && file !== ':memory:') keepCopy(database, file, before);
  inTransaction(database, () => {
    // Read again: another process may have migrated concurrently.
    const version = versionOf(database);
    if (version > migrations.length) {
      throw new AppError(
        'configuration',
        `STORE_URL: ${file} was written by a newer version of the app (schema ${version}, this one knows ${migrations.length}). Start that version, or name another file.`,
      );
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
