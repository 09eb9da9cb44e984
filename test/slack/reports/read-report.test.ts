import { createEmbeddedAws, seedPlans } from 'slack-aws-sandbox/aws';
import { expect, test } from 'vitest';
import { createReadSnapshot } from '../../../src/aws/read/read-snapshot.ts';
import { NotFinished } from '../../../src/jobs/not-finished.ts';
import { createOpenProgress } from '../../../src/slack/reports/progress.ts';
import { readReport } from '../../../src/slack/reports/report-incident.ts';
import { openSqliteDatabase } from '../../../src/sqlite/database.ts';
import { createSqliteStore } from '../../../src/sqlite/store.ts';
import { awsParts } from '../../aws/aws-parts.ts';
import { arnOf } from '../../support/arn-of.ts';
import { silentLog } from '../../support/silent-log.ts';

test.each([
  ['fast', 1, 1],
  ['slow', 9000, 3],
])('a report is read in several jobs, each part once, from an AWS that is %s', async (_, callMs, most) => {
  const aws = await createEmbeddedAws();
  const arn = aws.incidents.start(seedPlans.search, { title: 'Long' });
  const parts = awsParts(aws.url);
  const database = openSqliteDatabase(':memory:');
  let clockMs = Date.now();
  const now = () => clockMs;
  const asked: string[] = [];
  /** Concurrent calls take as long as one. */
  const slow =
    <A extends unknown[], T>(name: string, call: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      const endMs = clockMs + callMs;
      asked.push(name);
      const answer = await call(...given);
      clockMs = Math.max(clockMs, endMs);
      return answer;
    };
  const services = {
    readSnapshot: slow('snapshot', createReadSnapshot(parts.manager, parts.runbooks, parts.alarm, now)),
    readRelated: { ...parts.related, items: slow('items', parts.related.items) },
    readEngagements: slow('engagements', parts.engagements),
    readTimeline: slow('timeline', parts.timeline),
    openProgress: createOpenProgress(createSqliteStore(database, { now }), now),
    now,
    sleep: async (ms: number) => {
      clockMs += ms;
    },
    log: silentLog,
  };
  let text: string | undefined;
  let jobs = 0;
  for (; text === undefined; jobs += 1) {
    const begunMs = clockMs;
    const report = await readReport(services, arnOf(arn), 'trigger:1').catch((error: unknown) => {
      if (!(error instanceof NotFinished)) throw error;
      return undefined;
    });
    text = report?.text;
    // The job has time left.
    if (text !== undefined) expect(clockMs - begunMs).toBeLessThan(5000);
  }
  expect(text).toContain('Long');
  expect(jobs).toBe(most);
  expect(asked.sort()).toEqual(['engagements', 'items', 'snapshot', 'timeline']);
  parts.clients.close();
  database.close();
  await aws.close();
});
