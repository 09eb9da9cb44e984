import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { createOpsItemCards } from '../../src/posting/ops-item-cards.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { silentLog } from '../support/silent-log.ts';

const place = { region: 'eu-west-1', account: '111122223333', id: 'oi-0123456789ab' };
const item = {
  ...place,
  arn: 'arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-0123456789ab',
  title: 'Disk is full',
  status: 'Open',
  version: 1,
  readAtMs: 0,
};
const channel = ids.incidents;

let slack: EmbeddedSlack;
const database = openSqliteDatabase(':memory:');

beforeEach(async () => {
  slack = await createEmbeddedSlack({ rateLimits: false });
});
afterEach(() => slack.close());

test('the card of an OpsItem whose post had no answer is found, and shows what is known now', async () => {
  const client = createWebClient(slack.botToken, slack.apiUrl);
  const cards = createOpsItemCards({
    store: createSqliteStore(database, { now: Date.now }),
    writer: createMessageWriter(client, silentLog),
    draw: async ({ title, status }) => lineCard(`${title}: ${status}`),
    now: Date.now,
    log: silentLog,
  });
  slack.faults.add({ kind: 'reset', method: 'chat.postMessage', after: true, times: 1 });
  await expect(cards.show(channel, item)).rejects.toMatchObject({ code: 'slack_unavailable' });
  await cards.show(channel, { ...item, status: 'Resolved', version: 2 });
  expect(slack.workspace.messages(channel).map(({ text }) => text)).toEqual(['Disk is full: Resolved']);
});
