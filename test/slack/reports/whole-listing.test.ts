import { createEmbeddedAws, type EmbeddedAws, seedPlans } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listing } from '../../../src/aws/read/incident-manager.ts';
import { NotFinished, partMs } from '../../../src/jobs/not-finished.ts';
import { wholeListing } from '../../../src/slack/reports/export-incidents.ts';
import { createOpenProgress } from '../../../src/slack/reports/progress.ts';
import { openSqliteDatabase } from '../../../src/sqlite/database.ts';
import { createSqliteStore } from '../../../src/sqlite/store.ts';
import { awsParts } from '../../aws/aws-parts.ts';

let aws: EmbeddedAws;
let made: string[];
beforeAll(async () => {
  aws = await createEmbeddedAws();
  made = Array.from({ length: 450 }, (_, count) => aws.incidents.start(seedPlans.search, { title: `No. ${count}` }));
});
afterAll(() => aws.close());

/** Lists in one job after another, like the queue, with a clock on which each page takes `pageMs`. */
async function listInJobs(pageMs: number, accounts?: ReadonlyMap<string, string | undefined>) {
  const { manager, clients } = awsParts(aws.url, accounts && { accounts });
  const database = openSqliteDatabase(':memory:');
  let clockMs = Date.now();
  const now = () => clockMs;
  let pages = 0;
  const incidents: typeof manager = {
    ...manager,
    listPage: async (...asked) => {
      pages += 1;
      clockMs += pageMs;
      return manager.listPage(...asked);
    },
  };
  const services = { incidents, openProgress: createOpenProgress(createSqliteStore(database, { now }), now), now };
  const list = () => wholeListing(services, 'trigger:1', 1, now() + partMs);
  let listing: Listing | undefined;
  let jobs = 0;
  for (; listing === undefined; jobs += 1) {
    listing = await list().catch((error: unknown) => {
      if (!(error instanceof NotFinished)) throw error;
      return undefined;
    });
  }
  const before = pages;
  const again = await list();
  clients.close();
  database.close();
  return { listing, jobs, pages: before, again, pagesAgain: pages - before };
}

test.each([
  ['fast', 1, 1],
  ['slow', 8000, 3],
  ['so slow that a page takes longer than a part', 15_000, 5],
])('every incident is listed once, in several jobs, from an AWS that is %s', async (_, pageMs, most) => {
  const { listing, jobs, pages, again, pagesAgain } = await listInJobs(pageMs);
  const arns = listing.incidents.map(({ arn }) => arn.arn);
  expect(new Set(arns).size).toBe(arns.length);
  expect(made.filter((arn) => !arns.includes(arn))).toEqual([]);
  expect(listing.gaps).toEqual([]);
  expect(jobs).toBe(most);
  expect(pages).toBe(5);
  expect(pagesAgain).toBe(0);
  expect(again).toEqual(listing);
});

test('an account that cannot be read leaves a gap, and is not read by the next job', async () => {
  const role = 'arn:aws:iam::444455556666:role/gone';
  aws.faults.add({ kind: 'access_denied', service: 'sts' });
  const accounts = new Map([
    ['111122223333', undefined],
    ['444455556666', role],
  ]);
  const { listing, again, pagesAgain } = await listInJobs(1, accounts);
  aws.faults.clear();
  expect(listing.gaps).toEqual([{ account: '444455556666', why: expect.stringContaining('AssumeRole') }]);
  expect(listing.incidents.length).toBeGreaterThanOrEqual(450);
  expect(pagesAgain).toBe(0);
  expect(again).toEqual(listing);
});
