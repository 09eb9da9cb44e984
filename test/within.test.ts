import { expect, test } from 'vitest';
import { within } from '../src/deadline.ts';

/** Timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('work that ends in time gives its result, and no timer is left', async () => {
  const before = timers();
  expect(await within(60_000, Promise.resolve('done'))).toBe('done');
  await expect(within(60_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(timers()).toBe(before);
});

test('work that takes longer gives nothing, and may fail later without harm', async () => {
  const work = Promise.withResolvers<string>();
  expect(await within(1, work.promise)).toBeUndefined();
  work.reject(new Error('too late'));
  await new Promise(setImmediate);
});
