import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `work` between BEGIN and COMMIT. IMMEDIATE, because a transaction that reads first and writes later can be
 * refused at the write, where waiting no longer helps.
 * @throws what `work` throws, after a rollback
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk or a read error has rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
