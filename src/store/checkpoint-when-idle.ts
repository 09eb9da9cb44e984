import type { DatabaseSync } from 'node:sqlite';

/** Fewer commits leave a log that is not worth it. */
const worthCommits = 500;
/** Nothing was written for so long, in milliseconds: nobody is kept waiting. */
const idleMs = 250;

export interface IdleCheckpoint {
  /** To be told of every commit. */
  committed(): void;
  stop(): void;
}

/**
 * Copies the database's log into its file in the lull after many commits. That takes a tenth of a second, and a flood of
 * requests would meet it when the log is full.
 * @see https://www.sqlite.org/wal.html#checkpointing
 */
export function checkpointWhenIdle(database: DatabaseSync): IdleCheckpoint {
  let commits = 0;
  const lull = setTimeout(() => {
    if (commits < worthCommits || !database.isOpen) return;
    commits = 0;
    try {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // Somebody else is at it, or the disk is full: the log grows until it is its own turn.
    }
  }, idleMs).unref();
  return {
    committed() {
      commits += 1;
      lull.refresh();
    },
    stop: () => clearTimeout(lull),
  };
}
