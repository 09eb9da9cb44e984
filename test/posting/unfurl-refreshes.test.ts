import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { nextRefreshMs } from '../../src/posting/unfurl-refreshes.ts';
import type { Store } from '../../src/store/store.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 0, 5, 9);
const arnOf = (number: number) => `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;

let clock: ClockedStore['clock'];
let store: Store;
let queue: JobQueue;
let runTick: ClockedStore['runTick'];
let close: () => Promise<void>;

beforeEach(() => {
  ({ clock, store, queue, runTick, close } = openClockedStore(startMs));
});
afterEach(() => close());

async function putUnfurl(number: number, ts = '1.0'): Promise<void> {
  const unfurl = { arn: arnOf(number), channel: 'C1', ts, threadTs: ts, sinceMs: clock.nowMs, replyTs: `${ts}1` };
  await createUnfurlStore(store).put({ ...unfurl, nextLookMs: nextRefreshMs(unfurl, clock.nowMs) ?? 0 }, 'absent');
}

/** Runs a tick and returns the incidents that it has refreshed. */
async function refreshed(waiting = 0): Promise<string[]> {
  await runTick({ waiting: async () => waiting });
  const arns: string[] = [];
  for (const delivery of await queue.receive(200, 0)) {
    if (delivery.job.kind === 'look') arns.push(delivery.job.arn.arn);
    await queue.done(delivery);
  }
  return arns;
}

describe('unfurls in threads', () => {
  test('an unfurled incident is refreshed every 15 minutes for a day', async () => {
    await putUnfurl(1);
    const at: number[] = [];
    for (; clock.nowMs < startMs + 30 * hourMs; clock.nowMs += minuteMs) {
      for (const _ of await refreshed()) at.push((clock.nowMs - startMs) / minuteMs);
    }
    expect(at[0]).toBe(15);
    expect(at).toHaveLength(95);
    expect(at.at(-1)).toBeLessThan(24 * 60);
  });

  test('several unfurls of one incident cost one refresh, however often the clock ticks', async () => {
    await putUnfurl(1, '1.0');
    await putUnfurl(1, '2.0');
    clock.nowMs += 15 * minuteMs;
    expect(await refreshed()).toEqual([arnOf(1)]);
    expect(await refreshed()).toEqual([]);
  });

  test('many due unfurls are refreshed in batches, the longest overdue first, until all are done', async () => {
    for (let number = 0; number < 70; number += 1) {
      await putUnfurl(number, String(number));
      clock.nowMs += 1;
    }
    clock.nowMs += 15 * minuteMs;
    const ticks = [await refreshed(), await refreshed(), await refreshed()];
    expect(ticks.map((each) => each.length)).toEqual([30, 30, 10]);
    expect(new Set(ticks.flat()).size).toBe(70);
    expect(ticks[0]?.[0]).toBe(arnOf(0));
  });

  test('refreshes of unfurls wait while jobs of people wait', async () => {
    await putUnfurl(1);
    clock.nowMs += 15 * minuteMs;
    expect(await refreshed(10_000)).toEqual([]);
    expect(await refreshed()).toEqual([arnOf(1)]);
  });
});
