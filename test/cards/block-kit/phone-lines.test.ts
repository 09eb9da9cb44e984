import { expect, test } from 'vitest';
import { unitsWithin } from '../../../src/cards/block-kit/phone-lines.ts';

test.each([
  ['letters of the usual width', 'nnnnn', 3, 3],
  ['wide letters, of which fewer fit', '会会会会', 5, 2],
  ['narrow letters before wide ones', 'llll会会会会', 5, 5],
  ['never half an emoji', 'n🔥n', 3, 1],
  ['all of a short text', 'nn', 9, 2],
  ['nothing', '', 9, 0],
])('what fits into a width is measured letter by letter: %s', (_, text, room, units) => {
  expect(unitsWithin(text, room)).toBe(units);
});
