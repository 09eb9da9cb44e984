import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction.ts';

/** The most writes in one transaction, so that a burst does not block the event loop for long. */
const writesPerTransaction = 200;

interface Write {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Groups the writes of one turn of the event loop into one transaction, so that concurrent senders share a commit. A write
 * that fails is rolled back and rejected alone; if the commit fails, all are rejected.
 * @param afterCommit called after each transaction, before its writes resolve
 */
export function createWriteBatch(database: DatabaseSync, afterCommit: () => void) {
  let waiting: Write[] = [];

  function flush(): void {
    const turn = waiting.slice(0, writesPerTransaction);
    waiting = waiting.slice(writesPerTransaction);
    if (waiting.length > 0) setImmediate(flush);
    try {
      const outcomes = writeAll(database, turn);
      afterCommit();
      for (const report of outcomes) report();
    } catch (error) {
      for (const { reject } of turn) reject(error);
    }
  }

  /**
   * Runs `work` in the next transaction. It may run twice: again in a second transaction if another write of the first fails.
   * @returns its result, once the transaction is committed
   */
  return function write<T>(work: () => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (waiting.push({ work, resolve, reject }) === 1) setImmediate(flush);
    }) as Promise<T>;
  };
}

/**
 * Runs the writes of a turn in one transaction. Savepoints cost more than the writes, so they are used only after a
 * failure, to isolate it.
 * @returns functions that report each outcome to its caller
 */
function writeAll(database: DatabaseSync, turn: readonly Write[]): (() => void)[] {
  let refused = false;
  try {
    return inTransaction(database, () =>
      turn.map(({ work, resolve }) => {
        refused = true;
        const value = work();
        refused = false;
        return () => resolve(value);
      }),
    );
  } catch (error) {
    if (!refused || turn.length === 1) throw error;
    return inTransaction(database, () => turn.map((write) => attempt(database, write)));
  }
}

/** @returns a function that reports the outcome once it is committed */
function attempt(database: DatabaseSync, { work, resolve, reject }: Write): () => void {
  database.exec('SAVEPOINT work');
  try {
    const value = work();
    database.exec('RELEASE work');
    return () => resolve(value);
  } catch (error) {
    // The whole transaction is rolled back already, for example after a full disk.
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO work; RELEASE work');
    return () => reject(error);
  }
}
