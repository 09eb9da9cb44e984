import { Worker } from 'node:worker_threads';

/** So many commits leave a log that is worth it. */
const worthCommits = 50;

export interface CheckpointAside {
  /** To be told of every commit. */
  committed(): void;
  stop(): Promise<void>;
}

/**
 * Copies the log of a SQLite database into its file in a thread of its own, during a flood of commits. Copying takes a
 * tenth of a second, most of it waiting for the disk; a commit that has to do it keeps everybody waiting. Without the
 * thread, or in between, SQLite does it itself when the log is long.
 * @param file absent: a database in memory has no log
 * @see https://www.sqlite.org/wal.html#concurrency
 */
export function checkpointAside(file: string | null): CheckpointAside {
  let thread: Worker | undefined;
  let isBusy = false;
  let commits = 0;

  function start(path: string): Worker {
    const worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: path, execArgv: [] });
    worker.unref();
    worker.on('message', () => {
      isBusy = false;
    });
    // It stays busy for ever: SQLite does it alone from now on.
    worker.on('error', () => undefined);
    return worker;
  }

  return {
    committed() {
      commits += 1;
      if (file === null || isBusy || commits < worthCommits) return;
      commits = 0;
      isBusy = true;
      thread ??= start(file);
      thread.postMessage('checkpoint');
    },
    async stop() {
      isBusy = true;
      await thread?.terminate();
    },
  };
}
