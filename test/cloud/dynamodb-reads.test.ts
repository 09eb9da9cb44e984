import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { withDeadline } from '../../src/deadline.ts';
import type { Store } from '../../src/store/store.ts';
import { startDynamoDb } from './start-dynamodb.ts';

let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;
let url: string;
let store: Store;
/** The operations that arrived, in order. */
let calls: string[] = [];
/** Answers a request in place of DynamoDB. @returns whether it did */
let instead: (operation: string, body: BatchGet, response: ServerResponse) => boolean;

interface BatchGet {
  RequestItems: Record<string, { Keys: object[] }>;
}

const jsonType = { 'content-type': 'application/x-amz-json-1.0' };

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const target = String(request.headers['x-amz-target']);
  const operation = target.replace(/.*\./, '');
  calls.push(operation);
  if (instead(operation, JSON.parse(body), response)) return;
  const dropped = ['connection', 'content-length', 'host', 'transfer-encoding'];
  const headers = Object.entries(request.headers).filter(([name]) => !dropped.includes(name)) as [string, string][];
  const answer = await fetch(dynamo.url, { method: 'POST', headers, body });
  response.writeHead(answer.status, jsonType).end(await answer.text());
}

const proxy = createServer((request, response) => void forward(request, response));

beforeAll(async () => {
  dynamo = await startDynamoDb();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  instead = () => false;
  const client = dynamo.connect({ endpoint: url });
  store = createDynamoStore({ client, tableName: await dynamo.createTable(), now: () => 0, random: () => 0 });
  await Promise.all(['a', 'b', 'c'].map((sort) => store.write({ partition: 'p', sort, value: sort }, 'absent')));
  calls = [];
});
afterEach(() => store.close());
afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await dynamo.close();
});

/** Reads items at once, as one job. */
const readInJob = (sorts: readonly string[]) =>
  withDeadline(10_000, async () => {
    const items = await Promise.all(sorts.map((sort) => store.get({ partition: 'p', sort })));
    return items.map((item) => item?.value);
  });

test('what a job reads at once is one request, whatever exists, and however often one item is read', async () => {
  expect(await readInJob(['a', 'none', 'b', 'a'])).toEqual(['a', undefined, 'b', 'a']);
  expect(calls).toEqual(['BatchGetItem']);
});

test('one item is read by itself, and jobs share no request', async () => {
  expect(await Promise.all([readInJob(['a']), readInJob(['b'])])).toEqual([['a'], ['b']]);
  expect(calls).toEqual(['GetItem', 'GetItem']);
});

test('what a job reads later is another request', async () => {
  await withDeadline(10_000, async () => {
    await readInJob(['a', 'b']);
    await readInJob(['a', 'c']);
  });
  expect(calls).toEqual(['BatchGetItem', 'BatchGetItem']);
});

test('more than a hundred items are several requests', async () => {
  const sorts = Array.from({ length: 201 }, (_, index) => `none ${index}`);
  expect(await readInJob([...sorts, 'a'])).toEqual([...sorts.map(() => undefined), 'a']);
  expect(calls).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
});

test('keys that DynamoDB did not process are read again, and at last throttling is reported', async () => {
  let unprocessed = 2;
  instead = (operation, { RequestItems }, response) => {
    if (operation !== 'BatchGetItem' || unprocessed === 0) return false;
    unprocessed -= 1;
    response.writeHead(200, jsonType).end(JSON.stringify({ Responses: {}, UnprocessedKeys: RequestItems }));
    return true;
  };
  expect(await readInJob(['a', 'b'])).toEqual(['a', 'b']);
  expect(calls).toHaveLength(3);
  unprocessed = 99;
  await expect(readInJob(['a', 'b'])).rejects.toMatchObject({ code: 'throttled' });
});

test('a role without the action reads item by item', async () => {
  instead = (operation, _, response) => {
    if (operation !== 'BatchGetItem') return false;
    const denied = { __type: 'com.amazon.coral.service#AccessDeniedException', message: 'no' };
    response.writeHead(400, jsonType).end(JSON.stringify(denied));
    return true;
  };
  expect(await readInJob(['a', 'b'])).toEqual(['a', 'b']);
  expect(await readInJob(['b', 'c'])).toEqual(['b', 'c']);
  expect(calls).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'GetItem', 'GetItem']);
});
