import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { conflict, retryConflicts, updateItem } from '../../src/store/update-item.ts';

const key = { partition: 'p', sort: 's' };
let store: Store;
beforeAll(() => {
  store = createSqliteStore(openSqliteDatabase(':memory:'), { now: Date.now });
});
afterAll(() => store.close());

test('writers of one item at the same moment all count', async () => {
  const add = () => updateItem(store, key, (item) => ({ value: Number(item?.value ?? 0) + 1 }));
  await Promise.all(Array.from({ length: 8 }, add));
  expect((await store.get(key))?.value).toBe(8);
});

test('a change that gives nothing writes nothing', async () => {
  const before = await store.get(key);
  expect(await updateItem(store, key, () => undefined)).toBe(false);
  expect(await store.get(key)).toEqual(before);
});

test('where others keep writing it ends, and the job is tried again', async () => {
  let count = 0;
  const attempt = async () => {
    count += 1;
    return conflict;
  };
  await expect(retryConflicts('this watch', attempt)).rejects.toMatchObject({
    code: 'job_conflict',
    transient: true,
    message: expect.stringContaining('this watch'),
  });
  expect(count).toBe(20);
});
