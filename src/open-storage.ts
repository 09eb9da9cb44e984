import type { Config } from './config.ts';
import type { JobQueue } from './jobs/queue.ts';
import { openSqliteDatabase } from './sqlite/database.ts';
import { createSqliteQueue } from './sqlite/queue.ts';
import { createSqliteStore } from './sqlite/store.ts';
import type { Store } from './store/store.ts';

export interface Storage {
  store: Store;
  queue: JobQueue;
  close(): Promise<void>;
}

/** Where jobs wait when the store itself is in the cloud but no queue is. */
const queueFileBesideDynamo = 'data/jobs.db';

/** Opens the store and the queue that the configuration names; SQLite serves both from one file. */
export async function openStorage(config: Config, now: () => number): Promise<Storage> {
  const file = config.store.kind === 'sqlite' ? config.store.file : queueFileBesideDynamo;
  const needsFile = config.store.kind === 'sqlite' || config.queueUrl === undefined;
  const database = needsFile ? openSqliteDatabase(file) : undefined;
  const store = database && config.store.kind === 'sqlite' ? createSqliteStore(database, { now }) : await cloudStore();
  const queue = database && config.queueUrl === undefined ? createSqliteQueue(database, { now }) : await cloudQueue();

  async function cloudStore(): Promise<Store> {
    if (config.store.kind !== 'dynamodb') throw new Error('no store is configured');
    const { openDynamoStore } = await import('./cloud/open-dynamodb.ts');
    return openDynamoStore(config.store.table, now);
  }

  async function cloudQueue(): Promise<JobQueue> {
    const { openSqsQueue } = await import('./cloud/open-sqs.ts');
    return openSqsQueue(config.queueUrl ?? '', now);
  }

  return {
    store,
    queue,
    async close() {
      await queue.close();
      await store.close();
      database?.close();
    },
  };
}
