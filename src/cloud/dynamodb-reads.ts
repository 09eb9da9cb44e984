import { setImmediate as nextTurn } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { chunks } from '../batches.ts';
import { requestSignal, sleep } from '../deadline.ts';
import { AppError } from '../errors.ts';
import type { ItemKey } from '../store/store.ts';
import { toKey } from './dynamodb-item.ts';
import { callService } from './service-fault.ts';

/** The attributes of an item, as stored. */
type Attributes = Record<string, unknown>;
type Found = Map<string, Attributes>;

export interface ReadsOptions {
  client: DynamoDBDocumentClient;
  tableName: string;
  random: () => number;
}

/** The most keys of one request. */
const keysPerRequest = 100;
/** Attempts for keys that DynamoDB did not process. */
const rounds = 4;
/** The mean pause before the second attempt, in milliseconds; it doubles each time. */
const pauseMs = 50;

const nameOf = ({ pk, sk }: Attributes): string => JSON.stringify([pk, sk]);

/**
 * Reads items by their keys, strongly consistent. What a job reads in one turn of the event loop is one request. Jobs share none,
 * because each has its own deadline; nor does work outside a job.
 * @returns a function that returns the attributes of an item; `undefined` when it does not exist
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function createReads({
  client,
  tableName,
  random,
}: ReadsOptions): (key: ItemKey) => Promise<Attributes | undefined> {
  const batches = new Map<AbortSignal, { keys: Map<string, ItemKey>; read: Promise<Found> }>();
  let mayBatch = true;

  const readOne = (key: ItemKey) =>
    callService('STORE_URL', 'dynamodb:GetItem', async () => {
      const command = new GetCommand({ TableName: tableName, Key: toKey(key), ConsistentRead: true });
      return (await client.send(command)).Item;
    });

  async function readTogether(keys: readonly ItemKey[]): Promise<Attributes[]> {
    const items: Attributes[] = [];
    let Keys: Attributes[] = keys.map(toKey);
    for (let round = 1; ; round += 1) {
      const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } });
      const { Responses, UnprocessedKeys } = await client.send(command);
      items.push(...(Responses?.[tableName] ?? []));
      Keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (Keys.length === 0) return items;
      if (round === rounds) throw Object.assign(new Error('keys not processed'), { name: 'ThrottlingException' });
      await sleep(pauseMs * 2 ** round * random());
    }
  }

  async function readAll(keys: readonly ItemKey[]): Promise<Attributes[]> {
    if (keys.length > 1 && mayBatch) {
      try {
        return await callService('STORE_URL', 'dynamodb:BatchGetItem', () => readTogether(keys));
      } catch (error) {
        // The role of an earlier version of the stack lacks the action.
        if (!(error instanceof AppError) || error.code !== 'access_denied') throw error;
        mayBatch = false;
      }
    }
    return (await Promise.all(keys.map(readOne))).filter((item) => item !== undefined);
  }

  async function readBatch(job: AbortSignal, keys: ReadonlyMap<string, ItemKey>): Promise<Found> {
    await nextTurn();
    batches.delete(job);
    const items = await Promise.all(chunks([...keys.values()], keysPerRequest).map(readAll));
    return new Map(items.flat().map((item) => [nameOf(item), item]));
  }

  return async (key) => {
    const job = requestSignal();
    if (job === undefined) return readOne(key);
    const name = nameOf(toKey(key));
    const batch = batches.get(job) ?? newBatch(job);
    batch.keys.set(name, key);
    return (await batch.read).get(name);
  };

  function newBatch(job: AbortSignal) {
    const keys = new Map<string, ItemKey>();
    const batch = { keys, read: readBatch(job, keys) };
    batches.set(job, batch);
    return batch;
  }
}
