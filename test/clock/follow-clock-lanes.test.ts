import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defer } from '../../src/clock/deferred-refreshes.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { tick } from '../../src/clock/tick.ts';
import { createLog } from '../../src/log.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 5, 10);
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/1';
const log = createLog('error');

let clockMs: number;
let store: Store;
let close: () => void;

beforeEach(() => {
  clockMs = startMs;
  const database = openSqliteDatabase(':memory:');
  store = createSqliteStore(database, { now: () => clockMs });
  close = () => database.close();
});
afterEach(() => close());

/** What a tick sends. */
async function run(): Promise<unknown[]> {
  const sent: unknown[] = [];
  const queue = { send: async (jobs: readonly unknown[]) => void sent.push(...jobs) };
  await tick({ store, queue, statusPostsMs: new Map(), horizonMs: minuteMs, now: () => clockMs, log });
  return sent;
}

describe('a clock that was 30 days ahead for a minute', () => {
  test('daily digests go on with the next day', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 30 * dayMs + 23 * 3_600_000;
    await digests.put(
      { channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs, lastMs: nextMs - dayMs },
      'absent',
    );
    clockMs = startMs + 30 * dayMs;
    await run();
    clockMs = startMs;
    await run();
    expect((await digests.get('C1'))?.digest).toMatchObject({ nextMs: startMs + 23 * 3_600_000, lastMs: startMs });
    clockMs = startMs + 23 * 3_600_000;
    expect(await run()).toMatchObject([{ job: { kind: 'digest', channel: 'C1' } }]);
  });

  test('a digest that was being made then is made again when it is due', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 23 * 3_600_000;
    await digests.put({ channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs }, 'absent');
    clockMs = startMs + 30 * dayMs;
    expect(await run()).toHaveLength(1);
    clockMs = startMs;
    await run();
    clockMs = nextMs;
    expect(await run()).toHaveLength(1);
  });

  test('pasted incidents are looked at as often as before', async () => {
    const unfurls = createUnfurlStore(store);
    clockMs = startMs + 30 * dayMs;
    await run();
    const unfurl = {
      arn,
      channel: 'C1',
      ts: '1',
      threadTs: '1',
      sinceMs: startMs,
      nextLookMs: clockMs + 15 * minuteMs,
    };
    await unfurls.put(unfurl, 'absent');
    clockMs = startMs;
    await run();
    clockMs = startMs + 15 * minuteMs;
    expect(await run()).toMatchObject([{ job: { kind: 'look', arn } }]);
  });

  test('looks that were put off wait no longer than they were to wait', async () => {
    clockMs = startMs + 30 * dayMs;
    await run();
    const job = { kind: 'look' as const, arn, channels: ['C1'], engaged: false };
    await defer(store, { id: 'id', group: 'group', job, attempt: 3, sentAtMs: clockMs }, clockMs);
    clockMs = startMs;
    expect(await run()).toMatchObject([{ job: { kind: 'look', arn }, delayMs: minuteMs }]);
  });
});
