import { clockRates } from '../src/watches/budget.ts';
import type { Lateness } from './clock/lateness.ts';
import { type Load, type Outcome, simulate } from './clock/simulate.ts';
import type { Bench, Report } from './report.ts';

const hours = Number(process.env.BENCH_HOURS ?? 24);
const common = { hours, impacts: [2, 8, 30, 60], lostPart: 0.001 } as const;
const cadenceMinutes = [15, 30, 60, 240] as const;
const loads: readonly [name: string, load: Load][] = [
  ['fits', { ...common, incidents: 2000, watches: 4000, channels: 500, lifeHours: 16 }],
  ['far past', { ...common, incidents: 20_000, watches: 100_000, channels: 5000, lifeHours: 120 }],
];

const seconds = (ms: number) => (ms < 600_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 3_600_000).toFixed(1)} h`);

function latenessRow(name: string, { impact, posts, p50, p99, max, meanGapMs }: Lateness, report: Report): void {
  const cadence = cadenceMinutes[impact - 1] ?? 0;
  const value = `${posts} posts, late by p50 ${seconds(p50)}, p99 ${seconds(p99)}, max ${seconds(max)}`;
  report.row({
    what: `${name}: impact ${impact}`,
    value: `${value}; one every ${Math.round(meanGapMs / 60_000)} min`,
    // 1 is a tenth of the cadence, more is better.
    ratio: (cadence * 6000) / Math.max(1, max),
    against: `a tenth of ${cadence} min, the most that is promised where the load fits`,
  });
}

function totals(name: string, outcome: Outcome, report: Report): void {
  const { posts, duplicates, lost, parked, reads, leastReads, updates, limited, throttled } = outcome;
  report.row({
    what: `${name}: status posts`,
    value: `${posts}, ${duplicates} twice, ${lost} lost, ${parked} given up; ${limited} refused by Slack, ${throttled} by AWS`,
    ratio: posts / (clockRates.posts * 60 * hours),
    against: 'all that the clock may post in that time',
  });
  report.row({
    what: `${name}: reads`,
    value: String(reads),
    ratio: leastReads / reads,
    against: 'one read for all channels of an incident, were they always due together',
  });
  report.row({
    what: `${name}: cards redrawn`,
    value: String(updates),
    ratio: updates / posts,
    against: 'one for each status post',
  });
}

/** A day of status posts in virtual time, over the real tick, jobs, store and queue. */
export const bench: Bench = {
  name: `${hours} h of status posts by the clock`,
  about: `Virtual time over the real tick, jobs, store and queue; the far ends enforce Slack’s and AWS’s quotas, and lose one answer in
a thousand. One load fits the quotas, one is far past them. Lateness is from the time a post was due by its cadence; the least possible
are the quotas themselves and one read for all channels of an incident.`,
  async run(report) {
    for (const [name, load] of loads) {
      report.progress(`  ${name}: ${load.incidents} incidents, ${load.watches} watches, ${load.channels} channels`);
      const outcome = await simulate(load, report.progress);
      for (const lateness of outcome.lateness) latenessRow(name, lateness, report);
      totals(name, outcome, report);
    }
  },
};
