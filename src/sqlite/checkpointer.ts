import { Worker } from 'node:worker_threads';

/** A checkpoint runs after this many commits. */
const commitsPerCheckpoint = 50;

export interface Checkpointer {
  /** Must be called after every commit. */
  committed(): void;
  stop(): Promise<void>;
}

/**
 * Checkpoints the write-ahead log of a SQLite database in a thread of its own during a burst of commits. A checkpoint takes
 * a tenth of a second, mostly waiting for the disk; within a commit it would block the event loop. Without the thread, SQLite
 * checkpoints during a commit once the log is long.
 * @param file `null`: a database in memory has no log
 * @see https://www.sqlite.org/wal.html#concurrency
 */
export function createCheckpointer(file: string | null): Checkpointer {
  let thread: Worker | undefined;
  let isBusy = false;
  let commits = 0;

  function start(path: string): Worker {
    const worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: path, execArgv: [] });
    worker.unref();
    worker.on('message', () => {
      isBusy = false;
    });
    // The thread ended and stays "busy": from now on SQLite checkpoints during commits.
    worker.on('error', () => undefined);
    return worker;
  }

  return {
    committed() {
      commits += 1;
      if (file === null || isBusy || commits < commitsPerCheckpoint) return;
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
