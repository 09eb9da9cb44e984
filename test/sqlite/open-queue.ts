import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue, type SqliteQueueOptions } from '../../src/sqlite/queue.ts';

/** A database file opened by several queues, as by several processes. */
export function sharedDatabaseFile(now: () => number) {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  const opened: { database: DatabaseSync; queue: JobQueue }[] = [];
  return {
    open(options: Partial<SqliteQueueOptions> = {}) {
      const database = openSqliteDatabase(join(folder, 'jobs.db'));
      const one = { database, queue: createSqliteQueue(database, { now, ...options }) };
      opened.push(one);
      return one;
    },
    async remove(): Promise<void> {
      for (const { database, queue } of opened) {
        if (!database.isOpen) continue;
        await queue.close();
        database.close();
      }
      rmSync(folder, { recursive: true });
    },
  };
}
