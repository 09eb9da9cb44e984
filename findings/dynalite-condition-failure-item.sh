#!/usr/bin/env bash
# dynalite 4.0.0: ReturnValuesOnConditionCheckFailure is taken and has no effect.
#
# A good guess: either the failed write carries the item that stood in its way, as DynamoDB's does, or the
# unknown parameter is refused, as dynalite refuses operations that it does not know.
# Seen: the condition fails with ConditionalCheckFailedException, and the error carries no item. Code that saves a read by
# asking for the item passes on DynamoDB and reads `undefined` here.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1164.0 >/dev/null 2>&1
npm rebuild classic-level >/dev/null 2>&1
cat >run.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0 });
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const endpoint = `http://127.0.0.1:${server.address().port}`;
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const client = new DynamoDBClient({ region: 'eu-west-1', endpoint, credentials });
await client.send(
  new CreateTableCommand({
    TableName: 'cards',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  }),
);
await sleep(500);
const put = () =>
  client.send(
    new PutItemCommand({
      TableName: 'cards',
      Item: { id: { S: 'one' } },
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
await put();
const error = await put().catch((refusal) => refusal);
server.close();
console.log(JSON.stringify({ error: error.name, item: error.Item ?? null }));
process.exitCode = error.name === 'ConditionalCheckFailedException' && error.Item === undefined ? 0 : 1;
JS
node --no-warnings run.mjs
