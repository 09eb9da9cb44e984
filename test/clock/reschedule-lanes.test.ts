import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defer } from '../../src/clock/deferred-refreshes.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import type { Store } from '../../src/store/store.ts';
import { arnOf } from '../support/arn-of.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 5, 10);
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/1';

let clock: ClockedStore['clock'];
let store: Store;
let runTick: ClockedStore['runTick'];
let close: () => Promise<void>;

beforeEach(() => {
  ({ clock, store, runTick, close } = openClockedStore(startMs));
});
afterEach(() => close());

/** Runs a tick and returns the jobs that it sends. */
async function run(): Promise<unknown[]> {
  const sent: unknown[] = [];
  const queue = { send: async (jobs: readonly unknown[]) => void sent.push(...jobs) };
  await runTick({ queue });
  return sent;
}

describe('a clock that was 30 days ahead for a minute', () => {
  test('a clock that was ahead: daily digests continue the next day', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 30 * dayMs + 23 * 3_600_000;
    await digests.put(
      { channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs, lastMs: nextMs - dayMs },
      'absent',
    );
    clock.nowMs = startMs + 30 * dayMs;
    await run();
    clock.nowMs = startMs;
    await run();
    expect((await digests.get('C1'))?.digest).toMatchObject({ nextMs: startMs + 23 * 3_600_000, lastMs: startMs });
    clock.nowMs = startMs + 23 * 3_600_000;
    expect(await run()).toMatchObject([{ job: { kind: 'digest', channel: 'C1' } }]);
  });

  test('a clock that was ahead: a digest sent early is sent again when it is due', async () => {
    const digests = createDigestStore(store);
    const nextMs = startMs + 23 * 3_600_000;
    await digests.put({ channel: 'C1', by: 'U1', minuteOfDay: 540, zone: 'UTC', nextMs }, 'absent');
    clock.nowMs = startMs + 30 * dayMs;
    expect(await run()).toHaveLength(1);
    clock.nowMs = startMs;
    await run();
    clock.nowMs = nextMs;
    expect(await run()).toHaveLength(1);
  });

  test('a clock that was ahead: unfurled incidents are refreshed as often as before', async () => {
    const unfurls = createUnfurlStore(store);
    clock.nowMs = startMs + 30 * dayMs;
    await run();
    const unfurl = {
      arn,
      channel: 'C1',
      ts: '1',
      threadTs: '1',
      sinceMs: startMs,
      nextLookMs: clock.nowMs + 15 * minuteMs,
    };
    await unfurls.put(unfurl, 'absent');
    clock.nowMs = startMs;
    await run();
    clock.nowMs = startMs + 15 * minuteMs;
    expect(await run()).toMatchObject([{ job: { kind: 'look', arn } }]);
  });

  test('a clock that was ahead: deferred refreshes wait no longer than planned', async () => {
    clock.nowMs = startMs + 30 * dayMs;
    await run();
    const job = { kind: 'look' as const, arn: arnOf(arn), channels: ['C1'], engaged: false };
    await defer(store, { id: 'id', group: 'group', job, attempt: 3, sentAtMs: clock.nowMs }, clock.nowMs);
    clock.nowMs = startMs;
    expect(await run()).toMatchObject([{ job: { kind: 'look', arn }, delayMs: minuteMs }]);
  });
});
