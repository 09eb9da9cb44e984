import { expect, test } from 'vitest';
import { durationText } from '../../src/incidents/duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  ['under a minute', 0],
  ['under a minute', minute - 1],
  ['under a minute', -5 * hour],
  ['under a minute', Number.NaN],
  ['under a minute', Number.POSITIVE_INFINITY],
  ['1 min', minute],
  ['59 min', hour - 1],
  ['1 h', hour],
  ['1 h 52 min', 112 * minute + 59 * second],
  ['23 h 59 min', day - 1],
  ['1 d', day],
  ['3 d 4 h', 3 * day + 4 * hour + 30 * minute],
  ['365 d', 365 * day],
])('%s', (text, ms) => {
  expect(durationText(ms)).toBe(text);
});
