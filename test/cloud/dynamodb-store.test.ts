import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { dueIndex, listedIndex, ttlAttribute } from '../../src/cloud/dynamodb-table.ts';
import { storeContract } from '../store/store-contract.ts';
import { startDynamoDb } from './start-dynamodb.ts';

let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;

beforeAll(async () => {
  dynamo = await startDynamoDb();
});

afterAll(() => dynamo.close());

storeContract('DynamoDB', async (now) => {
  const store = createDynamoStore({ client: dynamo.connect(), tableName: await dynamo.createTable(), now });
  return { store, close: () => store.close() };
});

/** Counts the rows that a client's queries read. */
function countRead(client: DynamoDBDocumentClient): () => number {
  let read = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      read += (result.output as { ScannedCount?: number }).ScannedCount ?? 0;
      return result;
    },
    { step: 'initialize' },
  );
  return () => read;
}

describe('the store in DynamoDB', () => {
  const key = { partition: 'p', sort: 's' };

  test('the table has the indexes of its definition', async () => {
    const TableName = await dynamo.createTable();
    const { Table } = await dynamo.connect().send(new DescribeTableCommand({ TableName }));
    const names = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
    expect(names?.sort()).toEqual([dueIndex, listedIndex]);
  });

  test('the time to live is in whole seconds, rounded up', async () => {
    const client = dynamo.connect();
    const tableName = await dynamo.createTable();
    const store = createDynamoStore({ client, tableName, now: () => 0 });
    await store.write({ ...key, value: 1, expiresAtMs: 1_767_225_600_001 }, 'absent');
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { pk: 'p', sk: 's' } }));
    expect(Item?.[ttlAttribute]).toBe(1_767_225_601);
  });

  test('a query for due items reads little more than those, however many items there are', async () => {
    const client = dynamo.connect({ maxAttempts: 3 });
    const read = countRead(client);
    const store = createDynamoStore({ client, tableName: await dynamo.createTable(), now: () => 0 });
    await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        store.write(
          { partition: 'p', sort: `${index}`, value: 1, dueAtMs: index < 200 ? index : 1e12 + index },
          'absent',
        ),
      ),
    );
    expect(await store.due(1e6, 40)).toHaveLength(40);
    expect(read()).toBeLessThan(120);
    const before = read();
    expect(await store.due(1e6, 1000)).toHaveLength(200);
    expect(read() - before).toBe(200);
  });

  test('items written with fewer shards are found', async () => {
    const options = { client: dynamo.connect(), tableName: await dynamo.createTable(), now: () => 0 };
    const before = createDynamoStore({ ...options, shards: 1 });
    for (let index = 0; index < 10; index++)
      await before.write({ ...key, sort: `${index}`, value: 1, dueAtMs: 1 }, 'absent');
    expect(await createDynamoStore({ ...options, shards: 16 }).due(1, 100)).toHaveLength(10);
  });
});

describe('a failing DynamoDB', () => {
  const item = { partition: 'p', sort: 's', value: 1 };

  /** A server in place of DynamoDB, closed after the test. */
  async function storeOn(listener: RequestListener, settings: DynamoDBClientConfig, tableName = 'incidents') {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const store = createDynamoStore({ client: dynamo.connect({ endpoint, ...settings }), tableName, now: () => 0 });
    return {
      store,
      async [Symbol.asyncDispose]() {
        await store.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  /** A proxy that loses the response to the first write. */
  function losingOneAnswer(): RequestListener {
    let lost = false;
    return async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !['connection', 'content-length'].includes(name)),
      ) as Record<string, string>;
      const answer = await fetch(dynamo.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
      const body = await answer.text();
      if (!lost && headers['x-amz-target']?.endsWith('UpdateItem')) {
        lost = true;
        response.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    };
  }

  test.each([
    ['absence', 'absent', 1],
    ['a version', 1, 2],
  ] as const)('a write that expects %s knows its own work when the answer was lost', async (_, expected, version) => {
    const tableName = await dynamo.createTable();
    const direct = createDynamoStore({ client: dynamo.connect(), tableName, now: () => 0 });
    if (expected === 1) await direct.write(item, 'absent');
    await using losing = await storeOn(losingOneAnswer(), { maxAttempts: 3 }, tableName);
    expect(await losing.store.write({ ...item, value: 'mine' }, expected)).toBe(version);
    expect(await direct.get(item)).toMatchObject({ value: 'mine', version });
  });

  test('a write whose response was lost does not mistake another write for its own', async () => {
    const tableName = await dynamo.createTable();
    const direct = createDynamoStore({ client: dynamo.connect(), tableName, now: () => 0 });
    await direct.write({ ...item, value: 'theirs' }, 'absent');
    await using losing = await storeOn(losingOneAnswer(), { maxAttempts: 3 }, tableName);
    expect(await losing.store.write({ ...item, value: 'mine' }, 'absent')).toBeUndefined();
    expect(await direct.get(item)).toMatchObject({ value: 'theirs', version: 1 });
  });

  const silent: RequestListener = () => undefined;
  const refusing =
    (status: number, type: string): RequestListener =>
    (_, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }));
    };

  test.each([
    ['throttled', refusing(400, 'ProvisionedThroughputExceededException')],
    ['throttled', refusing(400, 'ThrottlingException')],
    ['configuration', refusing(400, 'ResourceNotFoundException')],
    ['access_denied', refusing(400, 'AccessDeniedException')],
    ['aws_unavailable', refusing(500, 'InternalServerError')],
    ['aws_unavailable', (request) => request.socket.destroy()],
    ['aws_unavailable', silent],
  ] satisfies [string, RequestListener][])('DynamoDB errors have the code %s (case %#)', async (code, listener) => {
    const requestTimeout = listener === silent ? 300 : 10_000;
    const patience = { requestHandler: { requestTimeout, throwOnRequestTimeout: true }, maxAttempts: 1 };
    await using broken = await storeOn(listener, patience);
    const failures = [
      broken.store.get(item),
      broken.store.write(item, 'absent'),
      broken.store.write(item, 'anything'),
      broken.store.remove(item),
      broken.store.list('p'),
      broken.store.listed('C1'),
      broken.store.due(1, 1),
    ];
    for (const failure of await Promise.allSettled(failures)) {
      expect(failure).toMatchObject({ status: 'rejected', reason: { name: 'AppError', code } });
    }
  });
});
