import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Expect, Item, ItemKey, ItemToWrite, Store } from '../store/store.ts';
import { shardName, storedAttributes, toAttributes, toItem, toKey } from './dynamodb-item.ts';
import { createReads } from './dynamodb-reads.ts';
import { dueIndex, listedIndex } from './dynamodb-table.ts';
import { callService, toServiceError } from './service-fault.ts';

interface DynamoStoreOptions {
  /** Its timeouts and attempts bound every call of the store. */
  client: DynamoDBDocumentClient;
  tableName: string;
  /** Epoch milliseconds. Decides whether an item has expired. */
  now: () => number;
  /** The number of shards of the due index. It may grow for an existing table, but never shrink: items would be lost. */
  shards?: number;
  random?: () => number;
}

const alive = '(attribute_not_exists(expiresAtMs) OR expiresAtMs > :now)';
const absent = '(attribute_not_exists(pk) OR expiresAtMs <= :now)';
/** Attempts of an unconditional write when the item is written or expires concurrently. */
const rounds = 5;

/**
 * The store in one DynamoDB table (`dynamodb-table.ts`). `get` and `list` are strongly consistent; `listed` and `due` read
 * indexes, which are eventually consistent (about a second).
 */
export function createDynamoStore(options: DynamoStoreOptions): Store {
  const { client, tableName, now, shards = 8, random = Math.random } = options;
  const table = { TableName: tableName };
  const read = createReads({ client, tableName, random });

  /** @returns `refused` when the condition did not hold */
  async function conditional<T>(
    action: string,
    call: () => Promise<T>,
  ): Promise<T | 'refused' | 'refused after retry'> {
    try {
      return await call();
    } catch (error) {
      if (!isRefusal(error)) throw toServiceError(error, 'STORE_URL', action);
      return (error.$metadata.attempts ?? 1) > 1 ? 'refused after retry' : 'refused';
    }
  }

  async function update(item: ItemToWrite, version: string, condition: string, versionValues: Record<string, number>) {
    const writeId = randomUUID();
    const attributes = toAttributes(item, shards, writeId);
    const present = storedAttributes.filter((name) => attributes[name] !== undefined);
    const gone = storedAttributes.filter((name) => attributes[name] === undefined);
    const sets = present.map((name) => `#${name} = :${name}`);
    const removal = gone.length > 0 ? ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}` : '';
    const answer = await conditional('dynamodb:UpdateItem', () =>
      client.send(
        new UpdateCommand({
          ...table,
          Key: toKey(item),
          UpdateExpression: `SET version = ${version}, ${sets.join(', ')}${removal}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: Object.fromEntries(storedAttributes.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(present.map((name) => [`:${name}`, attributes[name]])),
            ...versionValues,
            ':now': now(),
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      ),
    );
    if (answer === 'refused') return undefined;
    if (answer === 'refused after retry') return versionOfOwnWrite(item, writeId);
    return Number(answer.Attributes?.version);
  }

  /** After a retry by the SDK, the first attempt may have been the one that changed the item. */
  async function versionOfOwnWrite(key: ItemKey, writeId: string): Promise<number | undefined> {
    const attributes = await read(key);
    return attributes?.writeId === writeId ? Number(attributes.version) : undefined;
  }

  async function write(item: ItemToWrite, expect: Expect): Promise<number | undefined> {
    if (expect === 'absent') return update(item, ':one', absent, { ':one': 1 });
    if (expect !== 'anything') {
      return update(item, ':next', `version = :version AND ${alive}`, { ':version': expect, ':next': expect + 1 });
    }
    for (let round = 0; round < rounds; round++) {
      const numbers = { ':zero': 0, ':one': 1 };
      const version =
        (await update(item, 'if_not_exists(version, :zero) + :one', alive, numbers)) ??
        // The item has expired but is not deleted yet: its version starts at 1 again.
        (await update(item, ':one', absent, { ':one': 1 }));
      if (version !== undefined) return version;
    }
    throw toServiceError({ name: 'ThrottlingException' }, 'STORE_URL', 'dynamodb:UpdateItem');
  }

  async function queryPage(input: Omit<QueryCommandInput, 'TableName'>): Promise<Page<Item>> {
    try {
      const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand({ ...table, ...input }));
      const rows = Items.map((attributes) => toItem(attributes, now())).filter((item) => item !== undefined);
      if (LastEvaluatedKey === undefined) return { rows };
      return { rows, next: () => queryPage({ ...input, ExclusiveStartKey: LastEvaluatedKey }) };
    } catch (error) {
      throw toServiceError(error, 'STORE_URL', 'dynamodb:Query');
    }
  }

  async function queryAll(input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const found: Item[] = [];
    for (let page: Page<Item> | undefined = await queryPage(input); page; page = await page.next?.()) {
      found.push(...page.rows);
    }
    return found;
  }

  return {
    async get(key) {
      return toItem(await read(key), now());
    },
    write,
    async remove(key, expect = 'anything') {
      if (expect === 'absent') return false;
      const versioned = expect !== 'anything';
      const answer = await conditional('dynamodb:DeleteItem', () =>
        client.send(
          new DeleteCommand({
            ...table,
            Key: toKey(key),
            ConditionExpression: `attribute_exists(pk) AND ${alive}${versioned ? ' AND version = :version' : ''}`,
            ExpressionAttributeValues: { ':now': now(), ...(versioned && { ':version': expect }) },
          }),
        ),
      );
      return typeof answer !== 'string';
    },
    list(partition, sortPrefix = '') {
      const prefixed = sortPrefix !== '';
      return queryAll({
        ConsistentRead: true,
        KeyConditionExpression: `pk = :pk${prefixed ? ' AND begins_with(sk, :prefix)' : ''}`,
        ExpressionAttributeValues: { ':pk': partition, ...(prefixed && { ':prefix': sortPrefix }) },
      });
    },
    listed(under) {
      return queryAll({
        IndexName: listedIndex,
        KeyConditionExpression: 'listedUnder = :under',
        ExpressionAttributeValues: { ':under': under },
      });
    },
    due(nowMs, limit, lane = '') {
      const readShard = (number: number) => () =>
        queryPage({
          IndexName: dueIndex,
          KeyConditionExpression: 'dueShard = :shard AND dueAtMs <= :due',
          ExpressionAttributeValues: { ':shard': shardName(lane, number), ':due': nowMs },
          // An equal share plus a margin: shards fill almost evenly.
          Limit: Math.ceil((limit / shards) * 1.25) + 1,
        });
      const all = Array.from({ length: shards }, (_, number) => readShard(number));
      return mergeShards(all, (item) => item.dueAtMs ?? 0, limit);
    },
    async scan(partitionPrefix, after) {
      try {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new ScanCommand({
            ...table,
            ConsistentRead: true,
            FilterExpression: 'begins_with(pk, :prefix)',
            ExpressionAttributeValues: { ':prefix': partitionPrefix },
            ...(after !== undefined && { ExclusiveStartKey: JSON.parse(after) as Record<string, string> }),
          }),
        );
        const items = Items.map((attributes) => toItem(attributes, now())).filter((item) => item !== undefined);
        return LastEvaluatedKey === undefined ? { items } : { items, next: JSON.stringify(LastEvaluatedKey) };
      } catch (error) {
        throw toServiceError(error, 'STORE_URL', 'dynamodb:Scan');
      }
    },
    async count(partitionPrefix) {
      let items = 0;
      let after: ScanCommandOutput['LastEvaluatedKey'];
      do {
        const page: ScanCommandOutput = await callService('STORE_URL', 'dynamodb:Scan', () =>
          client.send(
            new ScanCommand({
              ...table,
              Select: 'COUNT',
              FilterExpression: `begins_with(pk, :prefix) AND ${alive}`,
              ExpressionAttributeValues: { ':prefix': partitionPrefix, ':now': now() },
              ...(after && { ExclusiveStartKey: after }),
            }),
          ),
        );
        items += page.Count ?? 0;
        after = page.LastEvaluatedKey;
      } while (after !== undefined);
      return items;
    },
    async close() {
      client.destroy();
    },
  };
}

interface Refusal extends Error {
  $metadata: { attempts?: number };
}

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** A page of a shard's ordered rows. `next` reads the following page; absent on the last. */
export interface Page<T> {
  rows: T[];
  next?: () => Promise<Page<T>>;
}

/**
 * Merges several ordered shards into the first `limit` rows. Shards are read in parallel, and the next page of a shard only
 * when the merge has used up the last one.
 * @param order the sort key of a row
 */
async function mergeShards<T>(
  shards: readonly (() => Promise<Page<T>>)[],
  order: (row: T) => number,
  limit: number,
): Promise<T[]> {
  const pages = await Promise.all(shards.map((read) => read()));
  const merged: T[] = [];
  while (merged.length < limit) {
    await Promise.all(
      pages.map(async (page, index) => {
        let filled = page;
        while (filled.rows.length === 0 && filled.next) filled = await filled.next();
        pages[index] = filled;
      }),
    );
    const first = pages.reduce<Page<T> | undefined>((best, page) => {
      const [row] = page.rows;
      const [bestRow] = best?.rows ?? [];
      return row !== undefined && (bestRow === undefined || order(row) < order(bestRow)) ? page : best;
    }, undefined);
    const row = first?.rows.shift();
    if (row === undefined) break;
    merged.push(row);
  }
  return merged;
}
