import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tick } from '../src/clock/tick.ts';
import { createDynamoStore } from '../src/cloud/dynamodb-store.ts';
import { openSqliteDatabase } from '../src/sqlite/database.ts';
import { createSqliteQueue } from '../src/sqlite/queue.ts';
import { createSqliteStore } from '../src/sqlite/store.ts';
import type { Store } from '../src/store/store.ts';
import { createWatchStore } from '../src/watches/watch.ts';
import { startDynamoDb } from '../test/cloud/start-dynamodb.ts';
import { silentLog } from '../test/support/silent-log.ts';
import { median } from './interleaved.ts';
import type { Bench, Report } from './report.ts';

const dueCount = 1000;
const dayMs = 86_400_000;
/** Unlimited quotas: everything due is served. */
const rates = { posts: 1e9, channelPosts: 1e9, updates: 1e9, reads: 1e9, engagements: 1e9 };
const statusPostsMs = new Map([1, 2, 3, 4].map((impact) => [impact, 900_000]));

/** Fills a store with `count` watches. @returns a function that makes a thousand of them due and times one tick */
async function population(store: Store, count: number, atOnce: number, now: () => number) {
  const watches = createWatchStore(store);
  const put = (number: number, nextPostMs: number) => {
    const arn = `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`;
    const watch = { arn, channel: `C${number % 500}`, by: 'U1', sinceMs: 0, impact: 1 + (number % 4), nextPostMs };
    return watches.put(watch, 'anything');
  };
  const putAll = async (from: number, to: number, nextPostMs: () => number) => {
    for (let start = from; start < to; start += atOnce) {
      const numbers = Array.from({ length: Math.min(atOnce, to - start) }, (_, index) => start + index);
      await Promise.all(numbers.map((number) => put(number, nextPostMs())));
    }
  };
  await putAll(dueCount, count, () => now() + dayMs + Math.random() * dayMs);
  return async (): Promise<number> => {
    await putAll(0, dueCount, now);
    const jobs = openSqliteDatabase(':memory:');
    const queue = createSqliteQueue(jobs, { now });
    const started = performance.now();
    const report = await tick({ store, queue, statusPostsMs, horizonMs: 1000, now, log: silentLog, rates });
    const ms = performance.now() - started;
    if (report.posts !== dueCount) throw new Error(`the tick sent ${report.posts} of ${dueCount} due status updates`);
    await queue.close();
    jobs.close();
    return ms;
  };
}

async function compare(
  report: Report,
  name: string,
  many: number,
  rounds: number,
  open: (count: number) => Promise<() => Promise<number>>,
): Promise<void> {
  report.progress(`  ${name}: creating ${many} watches`);
  const contestants = [await open(dueCount), await open(many)];
  const times: number[][] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, run] of contestants.entries()) {
      const ms = await run();
      if (round >= 0) times[index]?.push(ms);
    }
  }
  const [few = 0, lots = 0] = times.map(median);
  report.row({
    what: `a tick with ${dueCount} due among ${many} watches, ${name}`,
    value: `${lots.toFixed(0)} ms`,
    ratio: few / lots,
    against: `${dueCount} due among ${dueCount}, ${few.toFixed(0)} ms`,
  });
}

/** Cost of a tick: it must depend on what is due, not on how many watches exist. */
export const bench: Bench = {
  name: 'finding due status updates',
  about: `Whether the clock slows down as watches accumulate. One tick finds and claims a thousand due watches and sends their jobs, in
a store with only those watches, and in a store with many more. The ideal is 1 ×: watches that are not due cost nothing.`,
  async run(report) {
    const now = Date.now;
    const folder = mkdtempSync(join(tmpdir(), 'bench-tick-'));
    const databases: { close(): void }[] = [];
    await compare(report, 'SQLite', 100_000, 9, async (count) => {
      const database = openSqliteDatabase(join(folder, `${count}.db`));
      databases.push(database);
      database.exec('BEGIN');
      const run = await population(createSqliteStore(database, { now }), count, 1, now);
      database.exec('COMMIT');
      return run;
    });
    for (const database of databases) database.close();
    rmSync(folder, { recursive: true });
    // dynalite is slow to fill, so a fifth as many.
    const dynamo = await startDynamoDb();
    await compare(report, 'DynamoDB (dynalite)', 20_000, 3, async (count) => {
      const tableName = await dynamo.createTable();
      return population(createDynamoStore({ client: dynamo.connect(), tableName, now }), count, 32, now);
    });
    await dynamo.close();
  },
};
