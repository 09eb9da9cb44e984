import { clockRates } from '../src/clock/budget.ts';
import type { Lateness } from './clock/lateness.ts';
import { type Load, type Outcome, simulate } from './clock/simulate.ts';
import type { Bench, Report } from './report.ts';

const hours = Number(process.env.BENCH_HOURS ?? 24);
const common = { hours, impacts: [2, 8, 30, 60], lostPart: 0.001 } as const;
const cadenceMinutes = [15, 30, 60, 240] as const;
const loads: readonly [name: string, load: Load][] = [
  ['fits', { ...common, incidents: 2000, watches: 4000, channels: 500, lifeHours: 16 }],
  ['overload', { ...common, incidents: 20_000, watches: 100_000, channels: 5000, lifeHours: 120 }],
];

const seconds = (ms: number) => (ms < 600_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 3_600_000).toFixed(1)} h`);

function latenessRow(name: string, { impact, posts, p50, p99, max, meanGapMs }: Lateness, report: Report): void {
  const cadence = cadenceMinutes[impact - 1] ?? 0;
  const value = `${posts} updates, lateness p50 ${seconds(p50)}, p99 ${seconds(p99)}, max ${seconds(max)}`;
  report.row({
    what: `${name}: impact ${impact}`,
    value: `${value}; one every ${Math.round(meanGapMs / 60_000)} min`,
    // 1 is a tenth of the cadence; more is better.
    ratio: (cadence * 6000) / Math.max(1, max),
    against: `a tenth of the cadence (${cadence} min), promised while the load fits`,
  });
}

function totals(name: string, outcome: Outcome, report: Report): void {
  const { posts, duplicates, lost, deadLetters, reads, leastReads, updates, limited, throttled } = outcome;
  report.row({
    what: `${name}: status updates`,
    value: `${posts}; ${duplicates} duplicates, ${lost} lost, ${deadLetters} dead letters; ${limited} rate-limited by Slack, ${throttled} throttled by AWS`,
    ratio: posts / (clockRates.posts * 60 * hours),
    against: 'the maximum that the quotas allow',
  });
  report.row({
    what: `${name}: reads`,
    value: String(reads),
    ratio: leastReads / reads,
    against: 'one read for all channels of an incident, if they were always due together',
  });
  report.row({
    what: `${name}: card updates`,
    value: String(updates),
    ratio: updates / posts,
    against: 'one per status update',
  });
}

/** A day of status updates in simulated time. */
export const bench: Bench = {
  name: `${hours} h of status updates`,
  about: `Whether status updates are posted on time. The app’s clock, jobs, store and queue run for 24 hours of simulated time, against
a simulated Slack and AWS that enforce their quotas and lose one answer in a thousand. “fits” is a load within the quotas: 2,000
open incidents with 4,000 watches in 500 channels. “overload” far exceeds them: 20,000 incidents with 100,000 watches in 5,000
channels. Lateness counts from the time at which an update was due by its cadence. The app promises that a load within the
quotas is late by at most a tenth of the cadence; in an overload critical incidents keep that promise and others wait longer.`,
  async run(report) {
    for (const [name, load] of loads) {
      report.progress(`  ${name}: ${load.incidents} incidents, ${load.watches} watches, ${load.channels} channels`);
      const outcome = await simulate(load, report.progress);
      for (const lateness of outcome.lateness) latenessRow(name, lateness, report);
      totals(name, outcome, report);
    }
  },
};
