import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

// Runs in a worker thread, see checkpointer.ts.
const database = new DatabaseSync(String(workerData));

parentPort?.on('message', () => {
  try {
    // PASSIVE does not block writers.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // The disk is full, or another process is at it: the next checkpoint makes up for it.
  }
  parentPort?.postMessage('done');
});
