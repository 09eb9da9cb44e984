import { expect, test } from 'vitest';
import { createRecent } from '../src/recent.ts';

test('an answer is remembered for its time, and not before it was learned', () => {
  let nowMs = 1_000_000;
  const recent = createRecent<string>(10, () => nowMs);
  const at = (ms: number) => {
    nowMs = ms;
    recent.set('key', 'answer', 5000);
  };
  at(1_000_000);
  nowMs += 4999;
  expect(recent.get('key')).toBe('answer');
  nowMs += 1;
  expect(recent.get('key')).toBeUndefined();
  at(1_000_000);
  nowMs -= 1;
  expect(recent.get('key')).toBeUndefined();
});

test('of too many answers the oldest goes', () => {
  const recent = createRecent<number>(2, () => 0);
  for (const value of [1, 2, 3]) recent.set(`key ${value}`, value, 1000);
  expect([1, 2, 3].map((value) => recent.get(`key ${value}`))).toEqual([undefined, 2, 3]);
});
