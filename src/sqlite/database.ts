import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { migrations } from './schema.ts';
import { inTransaction } from './transaction.ts';

/** How long a statement waits for another process that writes to the same file. */
const busyTimeoutMs = 5000;

/**
 * Opens the database that the store and the queue share, and brings its schema up to date. Whoever opens it closes it.
 * @param file path of the file, made with its folder when absent, or `:memory:`
 * @throws AppError `configuration` when the file cannot be used or was written by a newer version of the app
 */
export function openSqliteDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') makeFolder(dirname(file));
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    // SQLite opens a file that it may not write for reading, without a word.
    if (file !== ':memory:') accessSync(file, constants.W_OK);
    // NORMAL survives kill -9: a commit is in the operating system's hands before it returns, and the log's checksums
    // drop a half-written one. Only a power failure can take the last commits, and it leaves the file whole.
    // https://www.sqlite.org/pragma.html#pragma_synchronous
    // A commit that finds the log long copies it into the file, and all else waits for the disk: after 64 MB rather than
    // 4. In a flood of jobs a thread does it before that, see checkpoint-aside.ts.
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
 * Makes a folder and those above it, readable by the app's own user alone: jobs hold what Slack sent. Node's `recursive`
 * never returns where the system answers ENOENT for a folder whose parent exists, as it does below `/proc`.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

function migrate(database: DatabaseSync, file: string): void {
  if (versionOf(database) === migrations.length) return;
  inTransaction(database, () => {
    // Read again: another process may have migrated meanwhile.
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
