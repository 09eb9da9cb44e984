import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { truncate } from '../../../src/cards/text/truncate.ts';

describe('cut', () => {
  test.each([
    ['what fits stays', 'short', 10, 'short'],
    ['at a word', 'one two three four', 12, 'one two…'],
    ['exactly at the end of a word', 'one two three', 8, 'one two…'],
    ['inside a word that is longer than the room', 'x'.repeat(20), 10, `${'x'.repeat(9)}…`],
    ['never inside a surrogate pair', '😀😀😀😀', 6, '😀😀…'],
    ['never inside a composed emoji', 'ab👨‍👩‍👧‍👦cdefghijkl', 10, 'ab…'],
    ['never before an accent', `${'a\u0301'.repeat(10)}`, 8, `${'a\u0301'.repeat(3)}…`],
    ['no room at all', 'abc', 0, ''],
  ])('%s', (_, text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 200 })])(
    'keeps to the limit and to whole characters',
    (text, limit) => {
      const short = truncate(text, limit);
      expect(short.length).toBeLessThanOrEqual(Math.max(limit, 1));
      expect(short.isWellFormed()).toBe(true);
      if (text.length <= limit) expect(short).toBe(text);
    },
  );
});
