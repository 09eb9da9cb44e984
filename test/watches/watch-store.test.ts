import { expect, test } from 'vitest';
import { withDeadline } from '../../src/deadline.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';

const watch = { arn: 'arn', channel: 'C1', by: 'U1', sinceMs: 0 };

/** @returns what `work` returns, and how often it read the store */
async function reads<T>(work: (watches: ReturnType<typeof createWatchStore>) => Promise<T>): Promise<[T, number]> {
  const database = openSqliteDatabase(':memory:');
  const store = createSqliteStore(database, { now: () => 0 });
  let count = 0;
  const get: Store['get'] = (key) => {
    count += 1;
    return store.get(key);
  };
  const found = await work(createWatchStore({ ...store, get }));
  database.close();
  return [found, count];
}

test('that a channel does not watch an incident is read once in a job, and again in the next one', async () => {
  const [, count] = await reads(async (watches) => {
    for (const _job of [1, 2]) {
      await withDeadline(1000, async () => {
        for (const _time of [1, 2, 3]) expect(await watches.get('arn', 'C1')).toBeUndefined();
      });
    }
  });
  expect(count).toBe(2);
});

test('a watch that a job began or ended is read again in that job', async () => {
  const [seen] = await reads((watches) =>
    withDeadline(1000, async () => {
      const is = async () => (await watches.get('arn', 'C1')) !== undefined;
      const before = await is();
      await watches.put(watch, 'absent');
      const begun = await is();
      await watches.remove('arn', 'C1');
      return [before, begun, await is()];
    }),
  );
  expect(seen).toEqual([false, true, false]);
});
