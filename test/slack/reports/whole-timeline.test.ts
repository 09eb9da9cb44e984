import { createEmbeddedAws, seedPlans } from 'slack-aws-sandbox/aws';
import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../../src/incidents/timeline/timeline-event.ts';
import { NotFinished } from '../../../src/jobs/not-finished.ts';
import { createOpenProgress } from '../../../src/slack/reports/progress.ts';
import { wholeTimeline } from '../../../src/slack/reports/report-incident.ts';
import { openSqliteDatabase } from '../../../src/sqlite/database.ts';
import { createSqliteStore } from '../../../src/sqlite/store.ts';
import { awsParts } from '../../aws/aws-parts.ts';
import { arnOf } from '../../support/arn-of.ts';

test.each([
  ['as fast as usual', 500],
  ['slow', 4000],
])(
  "a thousand events are read in several jobs within a function's time limit, from an AWS that is %s",
  {
    timeout: 120_000,
  },
  async (_, pageMs) => {
    const aws = await createEmbeddedAws();
    const arn = aws.incidents.start(seedPlans.search, { title: 'Long' });
    for (let count = 0; count < 1000; count += 1) {
      aws.incidents.addTimelineEvent(arn, 'Custom Event', JSON.stringify(`Step ${count}.`), Date.now() + count);
    }
    const { timeline, clients } = awsParts(aws.url);
    const database = openSqliteDatabase(':memory:');
    let clockMs = Date.now();
    const now = () => clockMs;
    const services = {
      readTimeline: async (...asked: Parameters<typeof timeline>) => {
        clockMs += pageMs;
        return timeline(...asked);
      },
      openProgress: createOpenProgress(createSqliteStore(database, { now }), now),
      now,
      sleep: async (ms: number) => {
        clockMs += ms;
      },
    };
    let events: TimelineEvent[] | undefined;
    let longestMs = 0;
    let jobs = 0;
    while (events === undefined) {
      const begunMs = clockMs;
      jobs += 1;
      events = await wholeTimeline(services, arnOf(arn), 'trigger:1').catch((error: unknown) => {
        if (!(error instanceof NotFinished)) throw error;
        return undefined;
      });
      longestMs = Math.max(longestMs, clockMs - begunMs);
    }
    expect(jobs).toBeGreaterThan(5);
    expect(longestMs).toBeLessThanOrEqual(20_000);
    const steps = new Set(events.map(({ data }) => data).filter((data) => data?.includes('Step')));
    expect(steps.size).toBe(1000);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    clients.close();
    database.close();
    await aws.close();
  },
);
