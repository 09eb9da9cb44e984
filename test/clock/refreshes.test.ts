import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { createOpenIncidents } from '../../src/posting/open-incidents.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createUnfurlStore, nextRefreshMs } from '../../src/posting/posted-unfurl.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { led, record } from '../cards/example-incidents.ts';
import { arnOf as parsed } from '../support/arn-of.ts';
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

describe('open incidents that no channel watches', () => {
  const acknowledged = [{ arn: 'e', contactArn: 'c', startedAtMs: startMs, acknowledgedAtMs: startMs + minuteMs }];

  /** Stores the card of an incident that began `ageMs` ago, and has it followed. */
  async function putCard(number: number, changes: Partial<IncidentSnapshot> = {}, ageMs = 0): Promise<void> {
    const own = { ...record, ...changes.record, arn: parsed(arnOf(number)), createdAtMs: clock.nowMs - ageMs };
    const reading = { readAtMs: clock.nowMs, ...changes, record: own };
    const card = { arn: arnOf(number), channel: 'C1', ts: '1.0', key: 'k', sinceMs: clock.nowMs, reading };
    const cards = createCardStore(store);
    const version = (await cards.get(card.arn, card.channel))?.version;
    await cards.put(card, version ?? 'absent', clock.nowMs);
    await createOpenIncidents(store, () => clock.nowMs).follow(card);
  }

  /** The minutes in which the incident was refreshed, from now on. */
  async function minutes(untilMs: number, each: (minute: number) => Promise<unknown> | undefined = () => undefined) {
    const fromMs = clock.nowMs;
    const at: number[] = [];
    for (; clock.nowMs <= fromMs + untilMs; clock.nowMs += minuteMs) {
      const minute = (clock.nowMs - fromMs) / minuteMs;
      await each(minute);
      for (const _ of await refreshed()) at.push(minute);
    }
    return at;
  }

  test('a new one is refreshed every 5 minutes for an hour and every 15 until it is four hours old', async () => {
    await putCard(1);
    expect(await minutes(5 * hourMs)).toEqual([
      ...[5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60],
      ...[75, 90, 105, 120, 135, 150, 165, 180, 195, 210, 225, 240],
    ]);
    expect(await store.count('open ')).toBe(0);
  });

  test('the refresh also reads who was paged, unless that was read in the last minutes', async () => {
    await putCard(1);
    clock.nowMs += 5 * minuteMs;
    await runTick();
    const [delivery] = await queue.receive(1, 0);
    expect(delivery?.job).toMatchObject({ kind: 'look', channels: [], engaged: false, people: true });
  });

  test.each([
    ['acknowledged', { engagements: acknowledged }],
    ['led', { responders: led.responders }],
    ['resolved', { record: { ...record, status: 'RESOLVED' } }],
  ])('one that is %s meanwhile is no longer refreshed', async (_, changes) => {
    await putCard(1);
    const at = await minutes(hourMs, (minute) => (minute === 11 ? putCard(1, changes) : undefined));
    expect(at).toEqual([5, 10]);
    expect(await store.count('open ')).toBe(0);
  });

  test.each([
    ['acknowledged', { engagements: acknowledged }, 0],
    ['led', { responders: led.responders }, 0],
    ['more than four hours old', {}, 5 * hourMs],
  ])('one that is %s when its card is posted is not refreshed', async (_, changes, ageMs) => {
    await putCard(1, changes, ageMs);
    expect(await store.count('open ')).toBe(0);
  });

  test('one that no card shows any more is no longer refreshed', async () => {
    await putCard(1);
    const cards = createCardStore(store);
    const { card, version } = (await cards.get(arnOf(1), 'C1')) ?? {};
    if (card && version) await cards.put({ ...card, ended: 'deleted' }, version, clock.nowMs);
    expect(await minutes(20 * minuteMs)).toEqual([]);
    expect(await store.count('open ')).toBe(0);
  });

  test('the status updates of a channel that watches it replace its refreshes, until the watch ends', async () => {
    await putCard(1);
    const watches = createWatchStore(store);
    const watch = { arn: arnOf(1), channel: 'C2', by: 'U1', sinceMs: clock.nowMs, nextPostMs: clock.nowMs + hourMs };
    await watches.put(watch, 'absent');
    const at = await minutes(45 * minuteMs, (minute) => (minute === 32 ? watches.remove(arnOf(1), 'C2') : undefined));
    expect(at).toEqual([35, 40, 45]);
  });

  test('a watch without status updates does not', async () => {
    await putCard(1);
    await createWatchStore(store).put({ arn: arnOf(1), channel: 'C1', by: 'U1', sinceMs: clock.nowMs }, 'absent');
    expect(await minutes(12 * minuteMs)).toEqual([5, 10]);
  });

  test('its card and its unfurl together cost one refresh', async () => {
    await putUnfurl(1);
    clock.nowMs += 10 * minuteMs;
    await putCard(1);
    clock.nowMs += 5 * minuteMs;
    await runTick();
    const jobs = (await queue.receive(10, 0)).map(({ job }) => job);
    expect(jobs).toMatchObject([{ kind: 'look', people: true }]);
  });

  test('two ticks at the same time send one refresh', async () => {
    await putCard(1);
    clock.nowMs += 5 * minuteMs;
    await Promise.all([runTick(), runTick()]);
    expect(await queue.receive(10, 0)).toHaveLength(1);
  });

  test('in a storm each is refreshed less often, in the order in which they fell due', async () => {
    for (let number = 0; number < 200; number += 1) await putCard(number);
    clock.nowMs += 5 * minuteMs;
    const seen = new Set<string>();
    for (let minute = 0; minute < 7; minute += 1, clock.nowMs += minuteMs) {
      const arns = await refreshed();
      expect(arns.length).toBeLessThanOrEqual(30);
      for (const arn of arns) seen.add(arn);
    }
    expect(seen.size).toBe(200);
  });

  test('after the clock was set back, none waits longer than an interval', async () => {
    await putCard(1);
    clock.nowMs += 2 * minuteMs;
    await runTick();
    clock.nowMs -= 3 * hourMs;
    expect((await minutes(20 * minuteMs))[0]).toBeLessThanOrEqual(15);
  });
});
