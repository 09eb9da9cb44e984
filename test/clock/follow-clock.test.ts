import { afterEach, beforeEach, expect, test } from 'vitest';
import { tick } from '../../src/clock/tick.ts';
import type { Watch } from '../../src/incidents/watch.ts';
import type { Log } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 5, 9);
const aheadMs = 10 * 3_600_000;
const statusPostsMs = new Map([[1, 15 * minuteMs]]);
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/1';

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

const run = (sent: unknown[] = []) =>
  tick({
    store,
    queue: { send: async (jobs) => void sent.push(...jobs) },
    statusPostsMs,
    horizonMs: minuteMs,
    now: () => clockMs,
    log,
  });
const put = (more: Partial<Watch>) =>
  createWatchStore(store).put({ arn, channel: 'C1', by: 'U1', sinceMs: startMs, impact: 1, ...more }, 'anything');
const read = async () => (await createWatchStore(store).get(arn, 'C1'))?.watch;

test.each([
  ['as usual', {}, 15],
  ['less often because nothing changed', { unchanged: 3 }, 60],
  ['with a cadence of its own', { cadenceMs: 2 * minuteMs }, 2],
])('a post planned by a clock that was ahead (%s) is at most its cadence away', async (_, more, minutes) => {
  clockMs = startMs + aheadMs;
  await run();
  await put({ ...more, lastPostMs: clockMs, nextPostMs: clockMs + minutes * minuteMs });
  clockMs = startMs;
  await run();
  const { nextPostMs = 0 } = (await read()) ?? {};
  expect(nextPostMs).toBeGreaterThan(startMs);
  expect(nextPostMs).toBeLessThanOrEqual(startMs + minutes * minuteMs);
  await run();
  expect((await read())?.nextPostMs).toBe(nextPostMs);
  const sent: unknown[] = [];
  clockMs = nextPostMs;
  await run(sent);
  expect(sent).toHaveLength(1);
});

test('what the wrong clock had booked holds nobody up', async () => {
  clockMs = startMs + aheadMs;
  await put({ nextPostMs: clockMs });
  await run();
  clockMs = startMs;
  await put({ nextPostMs: startMs });
  const sent: unknown[] = [];
  await run(sent);
  expect(sent).toHaveLength(1);
});

test('a clock that is right changes no plan', async () => {
  await put({ nextPostMs: startMs + 14 * minuteMs });
  await run();
  clockMs += minuteMs / 2;
  await run();
  expect((await read())?.nextPostMs).toBe(startMs + 14 * minuteMs);
});
