import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `work` in a transaction. IMMEDIATE, because a transaction that reads first and writes later can fail at the write,
 * where the busy timeout does not apply.
 * @throws what `work` throws, after a rollback
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite itself rolls back after a full disk or a read error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
