import { describe, expect, test } from 'vitest';
import { activeBookings, freeSlots, noBookings } from '../../src/clock/budget.ts';
import { createLedger } from '../../src/clock/budget-ledger.ts';
import { createAllowance } from '../../src/clock/card-allowance.ts';
import { type Candidate, type PlanOptions, planPosts } from '../../src/clock/tick-plan.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';

const nowMs = 1_000_000;
const rates = { posts: 60, channelPosts: 60, updates: 20, reads: 600, engagements: 30 };
const plan = (candidates: readonly Candidate[], more: Partial<PlanOptions> = {}) =>
  planPosts(candidates, { nowMs, endMs: nowMs + 60_000, rates, bookings: noBookings, mostPosts: 1000, ...more });
const cadences: Readonly<Record<number, number>> = { 1: 900_000, 2: 1_800_000, 3: 3_600_000, 4: 14_400_000 };
const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => {
  const impact = more.impact ?? 1;
  const base = { arn: `arn ${name}`, channel: `C${name}`, team: '', account: '111122223333', impact };
  return { ...base, cadenceMs: cadences[impact] ?? 1, dueMs: nowMs, ...more };
};
const many = (count: number, more: Partial<Candidate> = {}) =>
  Array.from({ length: count }, (_, index) => candidate(`${more.impact ?? 1}-${index}`, more));
const impactsOf = ({ reads }: ReturnType<typeof plan>): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { impact } of reads.flatMap((read) => read.posts.map((post) => post.candidate))) {
    counts[impact] = (counts[impact] ?? 0) + 1;
  }
  return counts;
};

describe('free slots before the next tick', () => {
  test.each([
    [undefined, 60],
    [0, 60],
    [nowMs + 30_000, 30],
    [nowMs + 59_500, 1],
    [nowMs + 60_000, 0],
    [nowMs + 600_000, 0],
  ])('booked until %s, a rate of 60 a minute leaves %i slots', (untilMs, slots) => {
    expect(freeSlots(untilMs, nowMs, nowMs + 60_000, 60)).toBe(slots);
  });

  test('bookings in the past are dropped', () => {
    const bookings = { ...noBookings, channels: { a: nowMs, b: nowMs + 1 }, reads: { c: 5 } };
    expect(activeBookings(bookings, nowMs)).toMatchObject({ channels: { b: nowMs + 1 }, reads: {} });
  });
});

describe('planning a tick', () => {
  test('a plan has no more posts than the rate allows, each at a time of its own', () => {
    const { reads, bookings } = plan(many(100));
    const times = reads.flatMap(({ posts }) => posts.map(({ atMs }) => atMs)).sort((a, b) => a - b);
    expect(times).toHaveLength(60);
    expect(times.slice(1).every((atMs, index) => atMs - (times[index] ?? 0) >= 1000)).toBe(true);
    expect(plan(many(100), { bookings }).reads).toEqual([]);
  });

  test('no post is planned before it is due, and none is late while the quota has room', () => {
    const due = Array.from({ length: 30 }, (_, index) => candidate(`${index}`, { dueMs: nowMs + index * 1900 }));
    for (const { posts } of plan(due).reads) {
      for (const {
        atMs,
        candidate: { dueMs },
      } of posts) {
        expect(atMs).toBeGreaterThanOrEqual(dueMs);
        expect(atMs - dueMs).toBeLessThan(1000);
      }
    }
  });

  test('a plan reads an incident once for all its channels', () => {
    const { reads } = plan(Array.from({ length: 40 }, (_, index) => candidate('one', { channel: `C${index}` })));
    expect(reads).toHaveLength(1);
    expect(reads[0]?.posts).toHaveLength(40);
  });

  test('a plan keeps to the read quota of each account', () => {
    const few = { ...rates, reads: 10 };
    const { reads } = plan([...many(30), ...many(30, { account: '444455556666', impact: 2 })], { rates: few });
    expect(reads).toHaveLength(20);
  });

  test('a crowded channel does not delay the others, and its remaining posts are replanned when it is free', () => {
    const crowd = many(200, { channel: 'CROWD', dueMs: nowMs - 5000 });
    const { reads, crowded } = plan([...crowd, ...many(20, { impact: 2 })], { rates: { ...rates, channelPosts: 30 } });
    const posts = reads.flatMap((read) => read.posts);
    expect(posts.filter(({ candidate: { channel } }) => channel === 'CROWD')).toHaveLength(30);
    expect(posts).toHaveLength(50);
    expect(crowded.length).toBeGreaterThan(0);
    const times = crowded.map(({ untilMs }) => untilMs);
    expect(Math.min(...times)).toBeGreaterThan(nowMs + 60_000);
    expect(new Set(times).size).toBe(times.length);
  });

  test('the storm of one workspace takes no time from another: each has quotas of its own', () => {
    const storm = many(300, { team: 'T1', dueMs: nowMs - 3_600_000 });
    const calm = many(30, { team: 'T2', impact: 2, dueMs: nowMs + 5000 });
    const { reads, bookings } = plan([...storm, ...calm]);
    const posts = reads.flatMap((read) => read.posts);
    const of = (team: string) => posts.filter(({ candidate }) => candidate.team === team);
    expect(of('T1')).toHaveLength(60);
    expect(of('T2').map(({ atMs }) => Math.floor((atMs - nowMs) / 1000))).toEqual(
      Array.from({ length: 30 }, (_, index) => 5 + index),
    );
    for (const team of ['T1', 'T2']) expect(of(team).filter(({ redraw }) => redraw)).toHaveLength(20);
    const later = plan([...storm, ...calm.map((each) => ({ ...each, dueMs: nowMs }))], { bookings }).reads;
    expect([...new Set(later.flatMap((read) => read.posts.map(({ candidate: { team } }) => team)))]).toEqual(['T2']);
  });

  test('an incident is read once for the channels of several workspaces, which take turns where the queue is full', () => {
    const both = ['T1', 'T2'].flatMap((team) =>
      Array.from({ length: 20 }, (_, index) => candidate('one', { channel: `${team} ${index}`, team })),
    );
    const { reads } = plan(both, { mostPosts: 10 });
    expect(reads).toHaveLength(1);
    expect(reads[0]?.posts.filter(({ candidate: { team } }) => team === 'T2')).toHaveLength(5);
  });

  test('critical incidents come first and on time, however long others have waited', () => {
    const critical = many(30, { dueMs: nowMs + 20_000 });
    const planned = plan([...many(200, { impact: 2, dueMs: nowMs - 7_200_000 }), ...critical]);
    expect(impactsOf(planned)).toEqual({ 1: 30, 2: 30 });
    const times = planned.reads.flatMap(({ posts }) => posts).filter(({ candidate: { impact } }) => impact === 1);
    expect(Math.min(...times.map(({ atMs }) => atMs))).toBeLessThan(nowMs + 21_000);
  });

  test('critical incidents leave a tenth of the posts to the others', () => {
    expect(impactsOf(plan([...many(200), ...many(200, { impact: 4 })]))).toEqual({ 1: 54, 4: 6 });
  });

  test('the others are ranked by lateness relative to cadence and impact, except for a tenth ranked by time', () => {
    const late = (impact: number, part: number) => many(60, { impact, dueMs: nowMs - part * (cadences[impact] ?? 0) });
    expect(impactsOf(plan([...late(2, 1), ...late(3, 1), ...late(4, 1)]))).toEqual({ 2: 54, 4: 6 });
    expect(impactsOf(plan([...late(2, 1), ...late(3, 1.3), ...late(4, 1)]))).toEqual({ 3: 54, 4: 6 });
    expect(impactsOf(plan([...late(2, 1), ...late(3, 1.2), ...late(4, 1.6)]))).toEqual({ 4: 60 });
  });

  test.each([1, 3, 60])('no watch starves under a permanent overload, with %i posts a tick', (mostPosts) => {
    const cadenceMs = 60_000;
    const low = candidate('low', { impact: 4, cadenceMs: 1000 * cadenceMs });
    let atMs = nowMs;
    let queue = [low, ...many(20, { impact: 1, cadenceMs })];
    const served = new Map<number, number>();
    for (let tick = 0; tick < 3000 && queue.includes(low); tick += 1) {
      // With each tick more posts fall due, all of them with far shorter cadences.
      const fresh = [1, 2].flatMap((impact) =>
        Array.from({ length: mostPosts }, (_, index) =>
          candidate(`${tick}-${impact}-${index}`, { impact, cadenceMs, dueMs: atMs }),
        ),
      );
      queue.push(...fresh);
      atMs += 60_000;
      const { reads } = plan(queue, { nowMs: atMs, endMs: atMs + 60_000, mostPosts });
      const done = new Set(reads.flatMap(({ posts }) => posts.map((post) => post.candidate)));
      for (const { impact } of done) served.set(impact, (served.get(impact) ?? 0) + 1);
      queue = queue.filter((each) => !done.has(each));
    }
    expect(queue).not.toContain(low);
    // Critical posts still get at least as many slots.
    expect(served.get(1) ?? 0).toBeGreaterThanOrEqual(served.get(2) ?? 0);
  });

  test('a plan redraws as many cards as Slack allows, half of them critical', () => {
    const planned = plan([...many(25), ...many(25, { impact: 3 })]);
    const redrawn = planned.reads.flatMap(({ posts }) => posts).filter(({ redraw }) => redraw);
    const critical = redrawn.filter(({ candidate: { impact } }) => impact === 1);
    expect([redrawn.length, critical.length]).toEqual([20, 10]);
    expect(
      plan(many(10))
        .reads.flatMap(({ posts }) => posts)
        .every(({ redraw }) => redraw),
    ).toBe(true);
  });

  test('a plan reads engagements as often as the quota allows', () => {
    expect(plan(many(60)).reads.filter(({ engaged }) => engaged)).toHaveLength(30);
  });
});

test('an allowance keeps its rate with several concurrent callers', async () => {
  const store = createSqliteStore(openSqliteDatabase(':memory:'), { now: () => nowMs });
  const callers = [1, 2].map(() => createAllowance(store, 'test', 10));
  const take = async (atMs: number) => {
    const given = await Promise.all(Array.from({ length: 40 }, (_, index) => callers[index % 2]?.(atMs)));
    return given.filter((one) => one === true).length;
  };
  let given = 0;
  for (let second = 0; second < 120; second += 1) given += await take(nowMs + second * 1000);
  expect(given).toBeGreaterThanOrEqual(20);
  expect(given).toBeLessThanOrEqual(30);
});

test('an allowance used while the clock was ahead is usable after the clock is set back', async () => {
  const store = createSqliteStore(openSqliteDatabase(':memory:'), { now: () => nowMs });
  const allowance = createAllowance(store, 'test', 1);
  const aheadMs = nowMs + 10 * 3_600_000;
  expect([await allowance(aheadMs), await allowance(aheadMs)]).toEqual([true, false]);
  expect([await allowance(nowMs), await allowance(nowMs)]).toEqual([true, false]);
});

describe('the booking ledger', () => {
  const open = () => {
    const database = openSqliteDatabase(':memory:');
    return createLedger(createSqliteStore(database, { now: () => nowMs }));
  };

  test('only one of two concurrent ticks can write the ledger', async () => {
    const ledger = open();
    const [one, two] = [await ledger.read(nowMs), await ledger.read(nowMs)];
    expect(await ledger.write(one.ledger, one.expect)).toBe(true);
    expect(await ledger.write(two.ledger, two.expect)).toBe(false);
  });

  test('the ledger records since when ticks have run without a gap', async () => {
    const ledger = open();
    const first = await ledger.read(nowMs);
    expect(first.ledger.upSinceMs).toBe(nowMs);
    await ledger.write({ ...first.ledger, tickedAtMs: nowMs }, first.expect);
    expect((await ledger.read(nowMs + 200_000)).ledger.upSinceMs).toBe(nowMs);
    expect((await ledger.read(nowMs + 400_000)).ledger.upSinceMs).toBe(nowMs + 400_000);
  });
});
