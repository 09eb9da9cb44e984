import { expect, test } from 'vitest';
import { simulate } from '../../bench/clock/simulate.ts';
import { clockRates } from '../../src/clock/budget.ts';

const noProgress = () => undefined;
const impacts = [10, 20, 30, 40] as const;

test('a load within the quotas: every status update is posted once, late by at most a tenth of its cadence', async () => {
  const load = { incidents: 60, watches: 120, channels: 20, hours: 4, lifeHours: 6, impacts, lostPart: 0.02 };
  const { lateness, posts, duplicates, lost, limited, deadLetters, throttled } = await simulate(load, noProgress);
  expect({ duplicates, lost, limited, deadLetters, throttled }).toEqual({
    duplicates: 0,
    lost: 0,
    limited: 0,
    deadLetters: 0,
    throttled: 0,
  });
  expect(posts).toBeGreaterThan(300);
  for (const { worstPart } of lateness) expect(worstPart).toBeLessThan(0.1);
}, 60_000);

test('a load far above the quotas: critical updates are on time, others are delayed by impact, none starves', async () => {
  const load = {
    incidents: 75,
    watches: 225,
    channels: 40,
    hours: 0.75,
    lifeHours: 100,
    changeMinutes: 2,
    impacts,
    cadenceMinutes: [2, 2.5, 3, 3.5],
    rates: { ...clockRates, posts: 40, updates: 20 },
    lostPart: 0.01,
  } as const;
  const { lateness, duplicates, lost, limited, deadLetters } = await simulate(load, noProgress);
  expect({ duplicates, lost, limited, deadLetters }).toEqual({ duplicates: 0, lost: 0, limited: 0, deadLetters: 0 });
  const [critical, high, medium, low] = lateness;
  expect(critical?.p99).toBeLessThan(0.1 * 2 * 60_000);
  const stretched = [high, medium, low].map((each, index) => (each?.p99 ?? 0) / (load.cadenceMinutes[index + 1] ?? 1));
  expect(stretched).toEqual(stretched.toSorted((a, b) => a - b));
  expect(stretched[0]).toBeGreaterThan(0.5 * 60_000);
  for (const each of [high, medium, low]) expect(each?.longestGapMs).toBeLessThan(20 * 60_000);
}, 60_000);
