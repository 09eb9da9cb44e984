import { describe, expect, test } from 'vitest';
import { cadenceOf, stretchAfter } from '../../src/watches/cadence.ts';
import { dueWithJitter, nextUpdateMs } from '../../src/watches/next-update.ts';

const minuteMs = 60_000;
const statusPostsMs = new Map([
  [1, 15 * minuteMs],
  [2, 30 * minuteMs],
]);
const arnOf = (number: number) => `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;
const arn = arnOf(1);
const startMs = Date.UTC(2026, 0, 5, 9);

describe('the cadence of a watch', () => {
  test.each([
    ['the cadence of the impact', {}, 1, 15 * minuteMs],
    ['the watch’s own cadence', { cadenceMs: 5 * minuteMs }, 1, 5 * minuteMs],
    ['the watch’s own cadence, even if the impact has none', { cadenceMs: 5 * minuteMs }, 5, 5 * minuteMs],
    ['none, if the impact has none', {}, 5, undefined],
  ])('the cadence of a watch is %s', (_, watch, impact, cadenceMs) => {
    expect(cadenceOf(watch, impact, statusPostsMs)).toBe(cadenceMs);
  });

  test.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 4],
    [100, 4],
  ])('after %i updates without changes the next interval is %i times as long', (unchanged, stretch) => {
    expect(stretchAfter(unchanged)).toBe(stretch);
  });
});

describe('the next status update', () => {
  const next = (watch = {}, impact = 1, fromMs = startMs, stretch = 1) =>
    nextUpdateMs({ arn, ...watch }, impact, statusPostsMs, fromMs, stretch);

  test('the next status update is one cadence away, or up to a tenth of it earlier', () => {
    const afterMs = (next() ?? 0) - startMs;
    expect(afterMs).toBeLessThanOrEqual(15 * minuteMs);
    expect(afterMs).toBeGreaterThanOrEqual(13.5 * minuteMs);
  });

  test('the next status update waits for the end of a pause', () => {
    expect(next({ quietUntilMs: startMs + 120 * minuteMs })).toBe(startMs + 120 * minuteMs);
    expect(next({ quietUntilMs: startMs - 1 })).toBe(next());
  });

  test('without a cadence there is no status update', () => {
    expect(next({}, 5)).toBeUndefined();
  });

  test('a stretched interval is a multiple of the cadence', () => {
    const afterMs = (next({}, 1, startMs, 4) ?? 0) - startMs;
    expect(afterMs).toBeLessThanOrEqual(60 * minuteMs);
    expect(afterMs).toBeGreaterThanOrEqual(45 * minuteMs);
  });
});

describe('jitter', () => {
  const cadenceMs = 15 * minuteMs;
  const placeAfter = (arnText: string, posts: number, fromMs = startMs): number => {
    let atMs = fromMs;
    for (let post = 0; post < posts; post += 1) atMs = dueWithJitter(arnText, atMs, cadenceMs);
    return atMs;
  };

  test('jitter is deterministic', () => {
    expect(dueWithJitter(arn, startMs, cadenceMs)).toBe(dueWithJitter(arn, startMs, cadenceMs));
  });

  test('jitter spreads a thousand incidents that start together over the whole cadence', () => {
    const minutes = new Set(
      Array.from({ length: 1000 }, (_, number) => placeAfter(arnOf(number), 12)).map((ms) =>
        Math.floor((ms % cadenceMs) / minuteMs),
      ),
    );
    expect(minutes.size).toBe(15);
    const first = Array.from({ length: 1000 }, (_, number) => placeAfter(arnOf(number), 1));
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(minuteMs);
  });

  test('jitter aligns all channels of one incident', () => {
    const begun = Array.from({ length: 20 }, (_, index) => startMs + index * 44_000);
    const moments = new Set(begun.map((fromMs) => placeAfter(arn, 14, fromMs) % cadenceMs));
    expect(moments.size).toBe(1);
    expect(placeAfter(arn, 40) - placeAfter(arn, 39)).toBe(cadenceMs);
  });

  test('stretched status updates fall on the same times', () => {
    const atMs = placeAfter(arn, 20);
    for (const stretch of [2, 4]) expect((dueWithJitter(arn, atMs, cadenceMs, stretch) - atMs) % cadenceMs).toBe(0);
  });
});
