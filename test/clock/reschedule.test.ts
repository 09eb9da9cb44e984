import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Watch } from '../../src/incidents/watch.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 5, 9);
const aheadMs = 10 * 3_600_000;
const statusPostsMs = new Map([[1, 15 * minuteMs]]);
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/1';

let clock: ClockedStore['clock'];
let store: Store;
let runTick: ClockedStore['runTick'];
let close: () => Promise<void>;

beforeEach(() => {
  ({ clock, store, runTick, close } = openClockedStore(startMs));
});
afterEach(() => close());

const run = (sent: unknown[] = []) =>
  runTick({ queue: { send: async (jobs) => void sent.push(...jobs) }, statusPostsMs });
const put = (more: Partial<Watch>) =>
  createWatchStore(store).put({ arn, channel: 'C1', by: 'U1', sinceMs: startMs, impact: 1, ...more }, 'anything');
const read = async () => (await createWatchStore(store).get(arn, 'C1'))?.watch;

test.each([
  ['the usual cadence', {}, 15],
  ['a longer cadence because nothing changed', { unchanged: 3 }, 60],
  ['the cadence of the watch', { cadenceMs: 2 * minuteMs }, 2],
])('a status update planned while the clock was ahead is at most one cadence away (%s)', async (_, more, minutes) => {
  clock.nowMs = startMs + aheadMs;
  await run();
  await put({ ...more, lastPostMs: clock.nowMs, nextPostMs: clock.nowMs + minutes * minuteMs });
  clock.nowMs = startMs;
  await run();
  const { nextPostMs = 0 } = (await read()) ?? {};
  expect(nextPostMs).toBeGreaterThan(startMs);
  expect(nextPostMs).toBeLessThanOrEqual(startMs + minutes * minuteMs);
  await run();
  expect((await read())?.nextPostMs).toBe(nextPostMs);
  const sent: unknown[] = [];
  clock.nowMs = nextPostMs;
  await run(sent);
  expect(sent).toHaveLength(1);
});

test('bookings made while the clock was ahead delay no status update', async () => {
  clock.nowMs = startMs + aheadMs;
  await put({ nextPostMs: clock.nowMs });
  await run();
  clock.nowMs = startMs;
  await put({ nextPostMs: startMs });
  const sent: unknown[] = [];
  await run(sent);
  expect(sent).toHaveLength(1);
});

test('a correct clock changes no plan', async () => {
  await put({ nextPostMs: startMs + 14 * minuteMs });
  await run();
  clock.nowMs += minuteMs / 2;
  await run();
  expect((await read())?.nextPostMs).toBe(startMs + 14 * minuteMs);
});
