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
let told: string[];
const startMs = 1_800_000_000_123;
let nowMs: number;
let options: Parameters<typeof refreshIncident>[0];

beforeEach(async () => {
  aws = await createEmbeddedAws();
  const { manager, runbooks, alarm, engagements, clients } = awsParts(aws.url);
  const database = openSqliteDatabase(':memory:');
  sent = [];
  told = [];
  nowMs = startMs;
  options = {
    readSnapshot: createReadSnapshot(manager, runbooks, alarm, Date.now),
    readEngagements: engagements,
    cards: createCardStore(createSqliteStore(database, { now: Date.now })),
    unfurls: { channelsOf: async () => [] },
    queue: { send: async (jobs) => void sent.push(...jobs) },
    tellAbsent: async (reason) => void told.push(reason.message),
    now: () => nowMs,
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

test('a record that no Region returns yet is read every five seconds for two minutes, then its channels are informed', async () => {
  const first = { kind: 'look' as const, arn: unreplicated, channels: ['C1'], engaged: false };
  await refreshIncident(options, first, 1);
  while (told.length === 0) {
    const [again] = sent.splice(0);
    if (again?.job.kind !== 'look') throw new Error('neither read again nor reported');
    expect(again.delayMs).toBeLessThanOrEqual(5000);
    nowMs += again.delayMs ?? 0;
    await refreshIncident(options, again.job, 1);
  }
  expect(nowMs - startMs).toBeGreaterThanOrEqual(120_000);
  expect(nowMs - startMs).toBeLessThan(130_000);
  expect(told).toEqual(['AWS announced it, but for two minutes every Region has said that there is no such incident.']);
  expect(sent).toEqual([]);
});

test('refreshes of several concurrent notifications continue as one', async () => {
  const look = { kind: 'look' as const, arn: unreplicated, channels: ['C1'], engaged: false };
  await refreshIncident(options, look, 1);
  nowMs += 100;
  await refreshIncident(options, look, 1);
  expect(new Set(sent.map(({ dedupeId }) => dedupeId)).size).toBe(1);
});

test('a record that appears after a minute gets its card', async () => {
  const look = { kind: 'look' as const, arn: unreplicated, channels: ['C1'], engaged: false };
  await refreshIncident(options, look, 1);
  const [again] = sent.splice(0);
  nowMs += 60_000;
  const like = aws.incidents.get(seedIncidents.critical);
  if (like === undefined || again?.job.kind !== 'look') throw new Error('the seed has the incident');
  aws.incidents.put({ ...like, record: { ...like.record, arn: unreplicated } });
  await refreshIncident(options, again.job, 1);
  expect(sent).toMatchObject([{ job: { kind: 'sync', channel: 'C1', bring: true, arn: unreplicated } }]);
  expect(told).toEqual([]);
});
