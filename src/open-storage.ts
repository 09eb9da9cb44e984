import { existsSync } from 'node:fs';
import type { Config } from './config/config.ts';
import { AppError } from './errors.ts';
import type { DeadLetters } from './jobs/dead-letters.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { Metrics } from './metrics.ts';
import { openSqliteDatabase } from './sqlite/database.ts';
import { createSqliteDeadLetters } from './sqlite/dead-letters.ts';
import { createSqliteQueue } from './sqlite/queue.ts';
import { createSqliteStore } from './sqlite/store.ts';
import type { Store } from './store/store.ts';

export interface Storage {
  store: Store;
  queue: JobQueue;
  /** Gives out only what people wait for, where the queue can tell: for a worker that is kept free for them. */
  forPeople?: JobQueue;
  close(): Promise<void>;
}

/** Where jobs wait when the store itself is in the cloud but no queue is. */
const queueFileBesideDynamo = 'data/jobs.db';

const fileOf = ({ store }: Pick<Config, 'store'>) => (store.kind === 'sqlite' ? store.file : queueFileBesideDynamo);

/**
 * Opens the dead letters of the queue that the configuration names, beside the running app.
 * @throws AppError `configuration` when the queue is in a file, and the file is not there
 */
export async function openDeadLetters(
  config: Pick<Config, 'store' | 'queueUrl'>,
  now: () => number,
): Promise<DeadLetters> {
  if (config.queueUrl !== undefined) {
    const { openDeadLettersInSqs } = await import('./cloud/open-sqs.ts');
    return openDeadLettersInSqs(config.queueUrl, now);
  }
  const file = fileOf(config);
  if (!existsSync(file)) {
    throw new AppError(
      'configuration',
      `STORE_URL: there is no database file ${file}. Run this where the app runs, with its variables.`,
    );
  }
  const database = openSqliteDatabase(file);
  return {
    ...createSqliteDeadLetters(database, now),
    async close() {
      database.close();
    },
  };
}

/**
 * Opens the store alone, beside the running app.
 * @returns `undefined` when it is a file that is not there yet
 */
export async function openStoreAlone({ store }: Pick<Config, 'store'>, now: () => number): Promise<Store | undefined> {
  if (store.kind === 'dynamodb') {
    const { openDynamoStore } = await import('./cloud/open-dynamodb.ts');
    return openDynamoStore(store.table, now);
  }
  if (!existsSync(store.file)) return undefined;
  const database = openSqliteDatabase(store.file);
  return {
    ...createSqliteStore(database, { now }),
    async close() {
      database.close();
    },
  };
}

/** Opens the store and the queue that the configuration names; SQLite serves both from one file. */
export async function openStorage(config: Config, now: () => number, metrics?: Metrics): Promise<Storage> {
  const file = fileOf(config);
  const needsFile = config.store.kind === 'sqlite' || config.queueUrl === undefined;
  const database = needsFile ? openSqliteDatabase(file) : undefined;
  const store = database && config.store.kind === 'sqlite' ? createSqliteStore(database, { now }) : await cloudStore();
  const embedded = database && config.queueUrl === undefined ? createSqliteQueue(database, { now }) : undefined;
  const { queue, forPeople } = embedded
    ? { queue: embedded, forPeople: embedded.forPeople }
    : await cloudQueues(config, now, metrics);

  async function cloudStore(): Promise<Store> {
    if (config.store.kind !== 'dynamodb') throw new Error('no store is configured');
    const { openDynamoStore } = await import('./cloud/open-dynamodb.ts');
    return openDynamoStore(config.store.table, now, metrics);
  }

  return {
    store,
    queue,
    ...(forPeople && { forPeople }),
    async close() {
      await Promise.all([queue.close(), forPeople?.close()]);
      await store.close();
      database?.close();
    },
  };
}

async function cloudQueues(
  { queueUrl = '', peopleQueueUrl }: Pick<Config, 'queueUrl' | 'peopleQueueUrl'>,
  now: () => number,
  metrics?: Metrics,
): Promise<Pick<Storage, 'queue' | 'forPeople'>> {
  const { openSqsQueue, openSqsQueues } = await import('./cloud/open-sqs.ts');
  if (peopleQueueUrl !== undefined) return openSqsQueues(queueUrl, peopleQueueUrl, now, metrics);
  return { queue: openSqsQueue(queueUrl, now, metrics) };
}
