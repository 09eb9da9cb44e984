import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { migrations } from '../../src/sqlite/schema.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { inDatabase, startClockedApp } from '../e2e/clocked-app.ts';
import { allText } from '../support/all-text.ts';

/**
 * What released versions stored, each made by the version itself: a watch with its card, another card, a digest, a channel's
 * settings, counts of a topic, waiting and delayed jobs. Never edit one; add those of a new schema.
 */
const released = 'test/upgrade/released';
const files = globSync(`${released}/*.sql`)
  .map((file) => basename(file))
  .sort();
const channel = ids.incidents;
const { critical, alarm } = seedIncidents;
const folder = mkdtempSync(join(tmpdir(), 'incident-upgrade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Something of a version that is not there yet. */
const future = { partition: 'future things', sort: 'one', value: '{"of":"a later version"}', version: 7 };

/** Posts the messages that stored cards name, and names them in the text instead of those of the time. */
async function inSlack(slack: EmbeddedSlack, text: string): Promise<string> {
  const client = createWebClient(slack.botToken, slack.apiUrl);
  let present = text;
  for (const ts of new Set([...text.matchAll(/\bts\\*":\s*\\*"(\d+\.\d+)/g)].map(([, each = '']) => each))) {
    const posted = await client.chat.postMessage({ channel, text: `card ${ts}` });
    present = present.replaceAll(ts, posted.ts ?? '');
  }
  return present;
}

/** When the first status update of the watch is due, in epoch milliseconds. */
const dueMs = (text: string): number => Number(/nextPostMs\\*":\s*(\d+)/.exec(text)?.[1]);

/** Works for some seconds around the first status update, and sees that everything goes on where it was. */
async function works(app: Awaited<ReturnType<typeof startClockedApp>>): Promise<void> {
  const cards = () =>
    app.slack.workspace.messages(channel).filter(({ text }) => /^card |open for|Critical|High/.test(text));
  const before = cards().map(({ ts }) => ts);
  expect(before).toHaveLength(2);
  app.aws.incidents.update(critical, { impact: 2 });
  app.aws.incidents.update(alarm, { summary: 'Rolled back.' });
  await app.pass(8);
  // The same two messages, in today's words: nothing was posted a second time.
  expect(cards().map(({ ts }) => ts)).toEqual(before);
  expect(cards().filter(({ text }) => text.startsWith('card '))).toEqual([]);
  const [watched = ''] = before;
  const replies = app.slack.workspace.thread(channel, watched).map(({ text }) => text);
  expect(replies.filter((text) => text.includes(': Impact: Critical → High'))).toHaveLength(1);
  expect(replies.filter((text) => text.startsWith('Still open'))).toHaveLength(1);
  await app.command('watching', channel);
  expect(allText(app.slack.workspace.ephemerals(ids.ada, channel).at(-1))).toContain('Checkout latency');
  expect(await app.store.get({ partition: `channel ${channel}`, sort: 'settings' })).toMatchObject({
    value: { unfurl: false },
  });
  expect(await app.store.get({ partition: `channel ${channel}`, sort: 'digest' })).toBeDefined();
  expect(await app.store.get(future)).toMatchObject({ version: future.version });
}

test('data of today’s schema is among the fixtures: add it when the schema changes', () => {
  expect(files).toContain(`schema-${migrations.length}.sql`);
  expect(globSync(`${released}/*.json`)).toHaveLength(files.length);
});

describe.each(files)('a SQLite file of %s', (name) => {
  const text = readFileSync(join(released, name), 'utf8');
  const schema = Number(/\d+/.exec(name)?.[0]);
  const file = join(folder, `${name}.db`);
  const startMs = dueMs(text) - 2000;

  const start = (path: string, write?: (database: DatabaseSync, present: string) => void) =>
    startClockedApp([channel], {
      startMs,
      async open(slack, now) {
        const present = await inSlack(slack, text);
        if (write) {
          const database = new DatabaseSync(path);
          write(database, present);
          database.close();
        }
        return inDatabase(openSqliteDatabase(path), now);
      },
    });

  test('is migrated and goes on; what no version of today knows stays; jobs that it cannot read become dead letters', async () => {
    const app = await start(file, (database, present) => {
      database.exec(present);
      database
        .prepare('INSERT INTO items (partition_key, sort_key, value, version) VALUES (?, ?, ?, ?)')
        .run(future.partition, future.sort, future.value, future.version);
      const { lastInsertRowid: id } = database
        .prepare(
          'INSERT INTO jobs (group_name, job, sent_at, not_before) VALUES (\'future\', \'{"kind":"of later"}\', 0, 0)',
        )
        .run();
      database.prepare("INSERT INTO job_groups (name, head, tail, ready_at) VALUES ('future', ?, ?, 0)").run(id, id);
    });
    try {
      await works(app);
      expect((await app.queue.stats()).parked).toBe(1);
    } finally {
      await app.close();
    }
  });

  test.runIf(schema < migrations.length)('its copy of before the migration is whole, and goes on as well', async () => {
    const copy = `${file}.schema-${schema}`;
    const before = new DatabaseSync(copy, { readOnly: true });
    expect(before.prepare('PRAGMA user_version').get()).toEqual({ user_version: schema });
    expect(before.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    before.close();
    // Its cards are in the Slack of the other test.
    const app = await start(copy, (database, present) => {
      const ts = (of: string) => [...of.matchAll(/\bts\\*":\s*\\*"(\d+\.\d+)/g)].map(([, each = '']) => each);
      const [now, then] = [
        ts(present),
        ts(
          String(
            database.prepare("SELECT group_concat(value) AS all_of FROM items WHERE partition_key LIKE 'cards %'").get()
              ?.all_of,
          ),
        ),
      ];
      for (const [index, each] of then.entries()) {
        database.prepare('UPDATE items SET value = replace(value, ?, ?)').run(each, now[index] ?? '');
      }
    });
    try {
      await works(app);
    } finally {
      await app.close();
    }
  });
});

describe('a DynamoDB table', () => {
  let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;
  beforeAll(async () => {
    dynamo = await startDynamoDb();
  });
  afterAll(() => dynamo.close());

  // Today's is what every other test writes.
  const older = files.filter((file) => file !== `schema-${migrations.length}.sql`);
  test.each(older.map((file) => `table-of-${file.replace('.sql', '.json')}`))('%s goes on', async (name) => {
    const text = readFileSync(join(released, name), 'utf8');
    const app = await startClockedApp([channel], {
      startMs: dueMs(text) - 2000,
      async open(slack, now) {
        const [client, TableName] = [dynamo.connect(), await dynamo.createTable()];
        const items = JSON.parse(await inSlack(slack, text)) as { pk: string }[];
        const { partition: pk, sort: sk, value, version } = future;
        const unknown = { pk, sk, value, version, ofLater: 'an attribute' };
        for (const Item of [...items, unknown]) await client.send(new PutCommand({ TableName, Item }));
        const jobs = inDatabase(openSqliteDatabase(':memory:'), now);
        return { ...jobs, store: createDynamoStore({ client, tableName: TableName, now }) };
      },
    });
    try {
      await works(app);
    } finally {
      await app.close();
    }
  });
});
