import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { tick } from '../../src/clock/tick.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { createChannelSettings } from '../../src/posting/channel-settings.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Json, Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { silentLog } from '../support/silent-log.ts';

const nowMs = Date.UTC(2026, 0, 5, 9);
const minuteMs = 60_000;
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/1';

let database: DatabaseSync;
let store: Store;
let warned: string[];
const log = {
  ...silentLog,
  warn: (message: string, fields: object = {}) => void warned.push(`${message} ${JSON.stringify(fields)}`),
};

beforeEach(() => {
  warned = [];
  database = openSqliteDatabase(':memory:');
  store = createSqliteStore(database, { now: () => nowMs });
});
afterEach(() => database.close());

/** Writes rows as a newer version of the app might. */
async function writeUnreadable(
  partition: string,
  sort: string,
  dueLane: string,
  value: Json = { of: 'another version' },
) {
  await store.write({ partition, sort, value, dueAtMs: nowMs - minuteMs, dueLane }, 'anything');
}

async function run(): Promise<JobToSend[]> {
  const sent: JobToSend[] = [];
  const queue = { send: async (jobs: readonly JobToSend[]) => void sent.push(...jobs) };
  const statusPostsMs = new Map([[1, 15 * minuteMs]]);
  await tick({ store, queue, statusPostsMs, horizonMs: minuteMs, now: () => nowMs, log });
  return sent;
}

describe('a row that cannot be read', () => {
  test('an unreadable row does not stop the clock: due rows beside it are handled, and it is logged once', async () => {
    const lanes = ['watch-1', 'digest', 'unfurl', 'put-off look'];
    for (const lane of lanes) await writeUnreadable(`bad ${lane}`, 'row', lane);
    await createWatchStore(store).put(
      { arn, channel: 'C1', by: 'U1', sinceMs: nowMs, impact: 1, nextPostMs: nowMs },
      'absent',
    );
    const digest = { channel: 'C2', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs: nowMs };
    await createDigestStore(store).put(digest, 'absent');
    const unfurl = { arn: `${arn}a`, channel: 'C3', ts: '1', threadTs: '1', sinceMs: nowMs, nextLookMs: nowMs };
    await createUnfurlStore(store).put(unfurl, 'absent');
    const deferred = { arn: `${arn}b`, channels: [], times: 1 };
    await store.write(
      { partition: 'p', sort: 's', value: deferred, dueAtMs: nowMs, dueLane: 'put-off look' },
      'absent',
    );
    const kinds = (await run()).map(({ job }) => job.kind);
    expect(kinds.sort()).toEqual(['digest', 'look', 'look', 'status-read']);
    for (const lane of lanes) expect(warned.filter((line) => line.includes(`bad ${lane}`))).toHaveLength(1);
  });

  test('unreadable rows hide no others, however many there are', async () => {
    for (let number = 0; number < 500; number += 1) await writeUnreadable(`bad ${number}`, 'row', 'watch-1');
    await createWatchStore(store).put(
      { arn, channel: 'C1', by: 'U1', sinceMs: nowMs, impact: 1, nextPostMs: nowMs },
      'absent',
    );
    expect(await run()).toMatchObject([{ job: { kind: 'status-read', arn } }]);
  });

  test('an unreadable row is left out of the lists of an incident and of a channel', async () => {
    const watches = createWatchStore(store, log);
    await watches.put({ arn, channel: 'C1', by: 'U1', sinceMs: nowMs }, 'absent');
    await store.write(
      { partition: `watches ${arn}`, sort: 'C2', value: 'damaged', listedUnder: 'watching C1' },
      'absent',
    );
    const cards = createCardStore(store, log);
    await cards.put({ arn, channel: 'C1', key: 'k', sinceMs: nowMs }, 'absent', nowMs);
    await store.write({ partition: `cards ${arn}`, sort: 'C2', value: null }, 'absent');
    expect(await watches.ofIncident(arn)).toHaveLength(1);
    expect(await watches.inChannel('C1')).toHaveLength(1);
    expect(await cards.ofIncident(arn)).toHaveLength(1);
  });

  test('an unreadable row counts as absent, and can be overwritten', async () => {
    const cards = createCardStore(store, log);
    await store.write({ partition: `cards ${arn}`, sort: 'C1', value: { of: 'another version' } }, 'absent');
    expect(await cards.get(arn, 'C1')).toBeUndefined();
    const card = { arn, channel: 'C1', key: 'k', sinceMs: nowMs };
    expect(await cards.put(card, 'absent', nowMs)).toBeDefined();
    expect((await cards.get(arn, 'C1'))?.card).toEqual(card);
    expect(await cards.put(card, 'absent', nowMs)).toBeUndefined();
    await store.write({ partition: 'channel C1', sort: 'settings', value: { unfurl: 'maybe' } }, 'absent');
    const settings = createChannelSettings(store, log);
    expect(await settings.get('C1')).toEqual({ unfurl: true, alarms: false, opsitems: false, charts: true });
    await settings.set('C1', { alarms: true });
    expect(await settings.get('C1')).toEqual({ unfurl: true, alarms: true, opsitems: false, charts: true });
  });

  test('a row can be invalid JSON', async () => {
    await createWatchStore(store).put({ arn, channel: 'C1', by: 'U1', sinceMs: nowMs, nextPostMs: nowMs }, 'absent');
    database.exec(`UPDATE items SET value = '{"arn":'`);
    expect(await run()).toEqual([]);
    expect(await createWatchStore(store, log).get(arn, 'C1')).toBeUndefined();
  });
});
