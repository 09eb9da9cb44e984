import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

// Runs in a thread of its own: see checkpoint-aside.ts.
const database = new DatabaseSync(String(workerData));

parentPort?.on('message', () => {
  try {
    // Passive: whoever writes meanwhile is not kept waiting.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // The disk is full, or somebody else is at it: the log waits for the next time.
  }
  parentPort?.postMessage('done');
});
