import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tick } from '../../src/clock/tick.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { nextRefreshMs } from '../../src/posting/unfurl-refreshes.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 0, 5, 9);
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const arnOf = (number: number) => `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;

let clockMs: number;
let store: Store;
let queue: JobQueue;
let close: () => Promise<void>;

beforeEach(() => {
  clockMs = startMs;
  const now = () => clockMs;
  const database = openSqliteDatabase(':memory:');
  store = createSqliteStore(database, { now });
  queue = createSqliteQueue(database, { now });
  close = async () => {
    await queue.close();
    database.close();
  };
});
afterEach(() => close());

async function answered(number: number, ts = '1.0'): Promise<void> {
  const unfurl = { arn: arnOf(number), channel: 'C1', ts, threadTs: ts, sinceMs: clockMs, replyTs: `${ts}1` };
  await createUnfurlStore(store).put({ ...unfurl, nextLookMs: nextRefreshMs(unfurl, clockMs) ?? 0 }, 'absent');
}

/** The incidents that a tick at this moment has looked at. */
async function looked(waiting = 0): Promise<string[]> {
  const options = { store, queue, statusPostsMs: new Map(), horizonMs: minuteMs, now: () => clockMs, log };
  await tick({ ...options, waiting: async () => waiting });
  const arns: string[] = [];
  for (const delivery of await queue.receive(200, 0)) {
    if (delivery.job.kind === 'look') arns.push(delivery.job.arn);
    await queue.done(delivery);
  }
  return arns;
}

describe('answers in threads', () => {
  test('have their incident looked at every quarter of an hour, for a day', async () => {
    await answered(1);
    const at: number[] = [];
    for (; clockMs < startMs + 30 * hourMs; clockMs += minuteMs) {
      for (const _ of await looked()) at.push((clockMs - startMs) / minuteMs);
    }
    expect(at[0]).toBe(15);
    expect(at).toHaveLength(95);
    expect(at.at(-1)).toBeLessThan(24 * 60);
  });

  test('about one incident cost one look, however many they are and however often it ticks', async () => {
    await answered(1, '1.0');
    await answered(1, '2.0');
    clockMs += 15 * minuteMs;
    expect(await looked()).toEqual([arnOf(1)]);
    expect(await looked()).toEqual([]);
  });

  test('in a crowd wait for each other, the longest overdue first, and none is forgotten', async () => {
    for (let number = 0; number < 70; number += 1) {
      await answered(number, String(number));
      clockMs += 1;
    }
    clockMs += 15 * minuteMs;
    const ticks = [await looked(), await looked(), await looked()];
    expect(ticks.map((each) => each.length)).toEqual([30, 30, 10]);
    expect(new Set(ticks.flat()).size).toBe(70);
    expect(ticks[0]?.[0]).toBe(arnOf(0));
  });

  test('wait while people do', async () => {
    await answered(1);
    clockMs += 15 * minuteMs;
    expect(await looked(10_000)).toEqual([]);
    expect(await looked()).toEqual([arnOf(1)]);
  });
});
