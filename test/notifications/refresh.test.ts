import { createEmbeddedAws, type EmbeddedAws, seedIncidents } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadEngagementsInTurn } from '../../src/aws/read/engagements-in-turn.ts';
import { createReadSnapshot } from '../../src/aws/read/read-snapshot.ts';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { refreshIncident } from '../../src/notifications/refresh.ts';
import { createSeenVersions } from '../../src/notifications/seen-versions.ts';
import { type CardStore, createCardStore } from '../../src/posting/posted-card.ts';
import { createRecent } from '../../src/recent.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { awsParts } from '../aws/aws-parts.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';

/** An incident that no Region of the replication set returns yet. */
const unreplicated = seedIncidents.critical.replace(/[0-9a-f]{12}$/, '000000000000');

let aws: EmbeddedAws;
let close: () => void;
let cards: CardStore;
let sent: JobToSend[];
let told: string[];
/** How many snapshots were completed by what the app stores. */
let completed: number;
let current: string[];
const startMs = 1_800_000_000_123;
let nowMs: number;
let options: Parameters<typeof refreshIncident>[0];

beforeEach(async () => {
  aws = await createEmbeddedAws();
  const { manager, runbooks, alarm, engagements, clients } = awsParts(aws.url);
  const database = openSqliteDatabase(':memory:');
  sent = [];
  told = [];
  completed = 0;
  current = [];
  nowMs = startMs;
  const store = createSqliteStore(database, { now: Date.now });
  cards = createCardStore(store);
  options = {
    readFacts: createReadSnapshot(manager, runbooks, alarm, Date.now),
    completed: async (facts) => {
      completed += 1;
      return facts;
    },
    readEngagementsInTurn: createReadEngagementsInTurn(engagements, () => nowMs),
    readNotes: async () => [],
    cards,
    unfurls: { channelsOf: async () => [] },
    queue: { send: async (jobs) => void sent.push(...jobs) },
    seenVersions: createSeenVersions(store, Date.now),
    recentRefreshes: createRecent(10, () => nowMs),
    missed: { clear: async ({ channel }) => void current.push(channel) },
    tellAbsent: async (reason) => void told.push(reason.message),
    rooms: { newRoomJob: () => undefined },
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
  const first = { kind: 'look' as const, arn: arnOf(unreplicated), channels: ['C1'], engaged: false };
  await refreshIncident(options, first, 1);
  while (told.length === 0) {
    const [again] = sent.splice(0);
    if (again?.job.kind !== 'look') throw new Error('neither read again nor reported');
    expect(again.delayMs).toBeLessThanOrEqual(5000);
    nowMs += again.delayMs ?? 0;
    await refreshIncident(options, { ...again.job, arn: arnOf(unreplicated) }, 1);
  }
  expect(nowMs - startMs).toBeGreaterThanOrEqual(120_000);
  expect(nowMs - startMs).toBeLessThan(130_000);
  expect(told).toEqual(['AWS announced it, but for two minutes every Region has said that there is no such incident.']);
  expect(sent).toEqual([]);
});

test('refreshes of several concurrent notifications continue as one', async () => {
  const look = { kind: 'look' as const, arn: arnOf(unreplicated), channels: ['C1'], engaged: false };
  await refreshIncident(options, look, 1);
  nowMs += 100;
  await refreshIncident(options, look, 1);
  expect(new Set(sent.map(({ dedupeId }) => dedupeId)).size).toBe(1);
});

test('a record that appears after a minute gets its card', async () => {
  const look = { kind: 'look' as const, arn: arnOf(unreplicated), channels: ['C1'], engaged: false };
  await refreshIncident(options, look, 1);
  const [again] = sent.splice(0);
  nowMs += 60_000;
  const like = aws.incidents.get(seedIncidents.critical);
  if (like === undefined || again?.job.kind !== 'look') throw new Error('the seed has the incident');
  aws.incidents.put({ ...like, record: { ...like.record, arn: unreplicated } });
  await refreshIncident(options, { ...again.job, arn: arnOf(unreplicated) }, 1);
  expect(sent).toMatchObject([{ job: { kind: 'sync', channel: 'C1', bring: true, arn: unreplicated } }]);
  expect(told).toEqual([]);
});

describe('a channel whose card shows all that was read', () => {
  const look = { kind: 'look' as const, arn: arnOf(seedIncidents.critical), channels: ['C1', 'C2'], engaged: false };
  const about = { arn: look.arn.arn, key: 'k', sinceMs: startMs, updatedAtMs: startMs };

  /** @returns the channels that are sent a job */
  async function refresh(): Promise<string[]> {
    await refreshIncident(options, look, 1);
    return sent.splice(0).flatMap(({ job }) => (job.kind === 'sync' ? [job.channel] : []));
  }

  beforeEach(async () => {
    await refreshIncident(options, look, 1);
    for (const { job } of sent.splice(0)) {
      if (job.kind !== 'sync' || job.view === undefined) throw new Error('not read');
      await cards.put({ ...about, channel: job.channel, ts: '1.1', reading: job.view }, 'absent', nowMs);
    }
  });

  test('gets no job', async () => {
    expect(await refresh()).toEqual([]);
    expect(current).toEqual(['C1', 'C2']);
  });

  test('gets one when the record changed', async () => {
    aws.incidents.update(seedIncidents.critical, { impact: 4 });
    expect(await refresh()).toEqual(['C1', 'C2']);
    expect(current).toEqual([]);
  });

  test('gets one when the card was not drawn, has a thread entry to post, replaces another or ended as gone', async () => {
    const entry = { key: 'e', sinceMs: startMs, changes: [] };
    const rests = [{ undrawn: true }, { pending: [entry] }, { previousTs: '0.1' }, { ended: 'gone' as const }];
    for (const rest of rests) {
      const stored = await cards.get(about.arn, 'C2');
      if (stored?.card.reading === undefined) throw new Error('no card');
      const { reading } = stored.card;
      await cards.put({ ...about, channel: 'C2', ts: '1.1', reading, ...rest }, 'anything', nowMs);
      expect(await refresh()).toEqual(['C2']);
    }
  });

  test('gets one when it has an unfurl too', async () => {
    options = { ...options, unfurls: { channelsOf: async () => ['C2'] } };
    expect(await refresh()).toEqual(['C2']);
  });
});

describe('after the first refresh for a notification', () => {
  const first = {
    kind: 'look' as const,
    arn: arnOf(seedIncidents.resolved),
    channels: ['C1'],
    engaged: false,
    first: true,
  };
  /** @returns the kinds of the jobs that are sent, with their delays in milliseconds */
  const refresh = async (job: typeof first = first) => {
    await refreshIncident(options, job, 1);
    return sent.splice(0).map(({ job: { kind }, delayMs }) => (delayMs === undefined ? kind : `${kind} ${delayMs}`));
  };
  const shows = async (arn: string, more: { engagementsAtMs?: number } = {}) => {
    const reading = await options.readFacts(arnOf(arn));
    await cards.put(
      { arn, channel: 'C1', ts: '1.1', key: 'k', sinceMs: nowMs, reading: { ...reading, ...more } },
      'anything',
      nowMs,
    );
  };

  test('nothing follows when it is the first to read a record that is newer than the card', async () => {
    await shows(first.arn.arn);
    aws.incidents.update(first.arn.arn, { title: 'Newer' });
    expect(await refresh()).toEqual(['sync']);
  });

  test('a late one follows when another refresh has read the same version, though no card shows it yet', async () => {
    await shows(first.arn.arn);
    aws.incidents.update(first.arn.arn, { title: 'Newer' });
    await refresh();
    nowMs += 2000;
    expect(await refresh()).toEqual(['sync', 'look 3877']);
  });

  test('a late one follows when the record is not newer: the Region may lag', async () => {
    await shows(first.arn.arn);
    expect(await refresh()).toEqual(['look 5877']);
  });

  test('what the app stores is not read when every card shows all that AWS says', async () => {
    await shows(first.arn.arn);
    await refresh();
    expect(current).toEqual(['C1']);
    nowMs += 2000;
    await refreshIncident(options, { ...first, first: false, late: true }, 1);
    expect(completed).toBe(0);
    for (const more of [{ channels: ['C1', 'C2'] }, { noted: true }, { first: false }]) {
      nowMs += 2000;
      completed = 0;
      await refresh({ ...first, ...more });
      expect(completed).toBe(1);
    }
  });

  test('a late one follows when no card shows the incident and the record was changed since it was created', async () => {
    expect(await refresh()).toEqual(['sync', 'look 5877']);
    expect(await refresh({ ...first, channels: [] })).toEqual(['look 5877']);
  });

  test('one that reads the engagements follows where they are due, or after a hint', async () => {
    expect(await refresh({ ...first, arn: arnOf(seedIncidents.critical) })).toContain('look 1077');
    await shows(first.arn.arn);
    expect(await refresh({ ...first, engaged: true })).toEqual(['look 1077', 'look 5877']);
    expect(aws.calls.count('ListEngagements')).toBe(0);
  });

  test('others within a second do not read: one after that second covers them all', async () => {
    await shows(first.arn.arn);
    await refresh();
    const reads = aws.calls.count('GetIncidentRecord');
    nowMs += 300;
    expect(await refresh()).toEqual(['look 777', 'look 5577']);
    nowMs += 100;
    expect(await refresh()).toEqual([]);
    expect(aws.calls.count('GetIncidentRecord')).toBe(reads);
    nowMs += 1000;
    await refresh();
    expect(aws.calls.count('GetIncidentRecord')).toBe(reads + 1);
  });
});

describe('who was paged', () => {
  const last = {
    kind: 'look' as const,
    arn: arnOf(seedIncidents.critical),
    channels: ['C1', 'C2'],
    engaged: false,
    people: true,
  };
  const lists = () => aws.calls.count('ListEngagements');
  const views = () => sent.splice(0).flatMap(({ job }) => (job.kind === 'sync' ? [job.view] : []));
  /** Stores what a channel's card shows. */
  const shown = (reading: IncidentSnapshot) =>
    cards.put({ arn: last.arn.arn, channel: 'C1', ts: '1.1', key: 'k', sinceMs: nowMs, reading }, 'anything', nowMs);

  test('is read once for all channels of a new card, without a hint of the notification', async () => {
    await refreshIncident(options, last, 1);
    const read = views();
    expect(read).toHaveLength(2);
    for (const view of read) expect(view?.engagements?.length).toBeGreaterThan(0);
    expect(lists()).toBe(1);
  });

  test('is read again only when the cards have it for two minutes, or after a hint', async () => {
    await refreshIncident(options, last, 1);
    const [view] = views();
    await shown({ ...(view as IncidentSnapshot), readAtMs: nowMs });
    nowMs += 119_000;
    await refreshIncident(options, last, 1);
    expect(lists()).toBe(1);
    await refreshIncident(options, { ...last, engaged: true }, 1);
    expect(lists()).toBe(2);
    nowMs += 2000;
    sent = [];
    await refreshIncident(options, last, 1);
    expect(views()[0]?.engagements).toBeDefined();
  });

  test('is not read for an incident that is resolved, nor by the refresh that is in a hurry', async () => {
    await refreshIncident(options, { ...last, arn: arnOf(seedIncidents.resolved) }, 1);
    await refreshIncident(options, { ...last, people: false }, 1);
    expect(views().map((view) => view?.engagements)).toEqual([undefined, undefined, undefined, undefined]);
    expect(lists()).toBe(0);
  });

  test('is read later where AWS is busy, unless a card has it from before', async () => {
    aws.faults.add({ kind: 'throttle', operation: 'ListEngagements' });
    await refreshIncident(options, last, 1);
    expect(sent.map(({ job }) => job.kind)).toEqual(['sync', 'sync', 'look']);
    expect(sent.at(-1)).toMatchObject({ delayMs: 5000, job: { engaged: true, missed: 1 } });
    sent = [];
    const record = aws.incidents.get(last.arn.arn)?.record;
    expect(record).toBeDefined();
    await shown({ record: record as unknown as IncidentRecord, engagements: [], readAtMs: nowMs - 600_000 });
    await refreshIncident(options, last, 1);
    expect(sent.map(({ job }) => job.kind)).toEqual(['sync', 'sync']);
  });

  test('holds no worker while other incidents come first: the job ends, and another reads it at its turn', async () => {
    const others = [seedIncidents.alarm, seedIncidents.rule, seedIncidents.low].map(arnOf);
    for (const arn of others) await refreshIncident(options, { ...last, arn }, 1);
    const turns = sent.splice(0).filter(({ job }) => job.kind === 'look');
    expect(turns.map(({ delayMs }) => delayMs)).toEqual([1000, 2000]);
    expect(lists()).toBe(1);
    await refreshIncident(options, { ...last, engaged: true }, 1);
    // Every channel has its card meanwhile.
    expect(sent.map(({ job }) => job.kind)).toEqual(['sync', 'sync', 'look']);
    const turn = sent.splice(0).at(-1);
    expect(turn).toMatchObject({ delayMs: 3000, job: { engaged: true, people: true, channels: ['C1', 'C2'] } });
    await refreshIncident(options, { ...last, engaged: true }, 1);
    expect(sent.splice(0).at(-1)?.dedupeId).toBe(turn?.dedupeId);
    nowMs += 3000;
    await refreshIncident(options, { ...last, engaged: true }, 1);
    expect(views()[0]?.engagements?.length).toBeGreaterThan(0);
    expect(lists()).toBe(2);
  });
});
