import { createEmbeddedAws, type EmbeddedAws, seedIncidents } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReadSnapshot } from '../../src/aws/read/read-snapshot.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { refreshIncident } from '../../src/notifications/refresh.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { awsParts } from '../aws/aws-parts.ts';
import { silentLog } from '../support/silent-log.ts';

/** An incident that no Region of the replication set returns yet. */
const unreplicated = seedIncidents.critical.replace(/[0-9a-f]{12}$/, '000000000000');

let aws: EmbeddedAws;
let close: () => void;
let sent: JobToSend[];
let options: Parameters<typeof refreshIncident>[0];

beforeEach(async () => {
  aws = await createEmbeddedAws();
  const { manager, runbooks, alarm, engagements, clients } = awsParts(aws.url);
  const database = openSqliteDatabase(':memory:');
  sent = [];
  options = {
    readSnapshot: createReadSnapshot(manager, runbooks, alarm, Date.now),
    readEngagements: engagements,
    cards: createCardStore(createSqliteStore(database, { now: Date.now })),
    unfurls: { channelsOf: async () => [] },
    queue: { send: async (jobs) => void sent.push(...jobs) },
    log: silentLog,
  };
  close = () => {
    clients.close();
    database.close();
  };
});
afterEach(async () => {
  close();
  await aws.close();
});

test('a record that no Region returns is read five times before the refresh gives up', async () => {
  const job = { kind: 'look' as const, arn: unreplicated, channels: ['C1'], engaged: false };
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await expect(refreshIncident(options, job, attempt)).rejects.toMatchObject({ transient: true });
  }
  await refreshIncident(options, job, 5);
  expect(sent).toEqual([]);
});
