import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { createSqsQueue } from '../../src/cloud/sqs-queue.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { startSqs } from '../cloud/start-sqs.ts';

/** A store and a queue that outlive the processes that use them. */
export interface Storage {
  store: Store;
  /** The queue as a new process opens it. */
  openQueue(process: number): JobQueue;
  /** When the claims of a process that ended have run out, in milliseconds. */
  claimMs: number;
  close(): Promise<void>;
}

/** What `npm start` uses. */
export function openSqlite(now: () => number): Storage {
  const database = openSqliteDatabase(':memory:');
  return {
    store: createSqliteStore(database, { now }),
    openQueue: (process) =>
      createSqliteQueue(database, { now, processId: process, alive: (other) => other === process }),
    claimMs: 1000,
    async close() {
      database.close();
    },
  };
}

/** What the stack on AWS uses. */
export async function openCloud(now: () => number): Promise<Storage> {
  const [dynamo, sqs] = await Promise.all([startDynamoDb(), startSqs(now)]);
  const { queueUrl } = await sqs.createJobQueue();
  const [client, sqsClient] = [dynamo.connect(), sqs.connect()];
  return {
    store: createDynamoStore({ client, tableName: await dynamo.createTable(), now }),
    openQueue: () => createSqsQueue({ client: sqsClient, queueUrl, now }),
    claimMs: 61_000,
    async close() {
      await Promise.all([dynamo.close(), sqs.close()]);
    },
  };
}
