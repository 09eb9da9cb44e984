import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction.ts';

/** Writes that one transaction may hold, so that a flood does not stop the event loop for long. */
const writesPerTransaction = 200;

interface Write {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Groups the writes of one turn of the event loop into one transaction: many concurrent senders pay for one commit.
 * A write that fails is undone and rejected alone; when the commit fails, all are rejected.
 * @param afterCommit called after each transaction, before anybody learns that a write is done
 */
export function createWriteBatch(database: DatabaseSync, afterCommit: () => void) {
  let waiting: Write[] = [];

  function flush(): void {
    const turn = waiting.slice(0, writesPerTransaction);
    waiting = waiting.slice(writesPerTransaction);
    if (waiting.length > 0) setImmediate(flush);
    try {
      const settlements = writeAll(database, turn);
      afterCommit();
      for (const settle of settlements) settle();
    } catch (error) {
      for (const { reject } of turn) reject(error);
    }
  }

  /**
   * Does the work in the next transaction; again in another one, if something else in the first was refused.
   * @returns its result, once that transaction is committed
   */
  return function write<T>(work: () => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (waiting.push({ work, resolve, reject }) === 1) setImmediate(flush);
    }) as Promise<T>;
  };
}

/**
 * Does a turn's writes in one transaction. A savepoint costs more than the writes themselves, so they are used only
 * after something failed, to find out what.
 * @returns how to tell each outcome
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

/** @returns how to tell the outcome once it is committed */
function attempt(database: DatabaseSync, { work, resolve, reject }: Write): () => void {
  database.exec('SAVEPOINT work');
  try {
    const value = work();
    database.exec('RELEASE work');
    return () => resolve(value);
  } catch (error) {
    // Without a transaction there is nothing to go on with: a full disk, for one, has rolled it all back.
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO work; RELEASE work');
    return () => reject(error);
  }
}
