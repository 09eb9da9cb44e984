import { describe, expect, test } from 'vitest';
import { alarmChangeSentence, alarmStateLine, numbersText } from '../../../src/cards/words/alarm-words.ts';
import type { AlarmNumbers, AlarmReading } from '../../../src/incidents/alarm.ts';
import { alarm, now, record, resolved } from '../example-incidents.ts';

const minute = 60_000;
const line = (changes: Partial<AlarmReading>, of = record) =>
  alarmStateLine({ record: of, readAtMs: now, alarm: { ...alarm, ...changes } })
    ?.text.replace(/<https:[^|]+\|([^>]+)>/, '$1')
    .replace(/<!date[^>]*>/, 'TIME');

describe('the alarm’s line', () => {
  const { numbers: _numbers, ...unmeasured } = alarm;
  test.each([
    [{}, 'checkout-p99: 2.4 &gt; 1.5 for 3 min, in alarm since TIME'],
    [{ quiet: 'muted' as const }, 'checkout-p99: 2.4 &gt; 1.5 for 3 min, in alarm since TIME (muted)'],
    [{ state: 'OK' }, 'checkout-p99: back to normal since TIME'],
    [{ state: 'INSUFFICIENT_DATA' }, 'checkout-p99: no data since TIME'],
    [{ state: 'NEW <!here>' }, 'checkout-p99: NEW &lt;!here&gt; since TIME'],
    [
      { contributors: ['TableName=orders', 'TableName=carts'] },
      'checkout-p99: TableName=orders and TableName=carts, in alarm since TIME',
    ],
    [
      { children: [alarm, { ...unmeasured, name: 'b' }, alarm] },
      'checkout-p99: checkout-p99 2.4 &gt; 1.5 for 3 min; b and 1 more, in alarm since TIME',
    ],
  ])('of %j', (changes, text) => {
    expect(line(changes)).toBe(text);
  });

  test('without numbers tells AWS’s words', () => {
    const reading = { ...unmeasured, reason: '2 out of 3 time series evaluated to ALARM' };
    expect(alarmStateLine({ record, readAtMs: now, alarm: reading })?.text).toMatch(
      /: 2 out of 3 time series evaluated to ALARM, in alarm since /,
    );
  });

  test('of a resolved incident only tells that the alarm did not go back to normal', () => {
    expect(line({ readAtMs: now + minute }, resolved.record)).toBe('checkout-p99: still in alarm');
    expect(line({ readAtMs: now + minute, state: 'OK' }, resolved.record)).toBeUndefined();
    const before = (resolved.record.resolvedAtMs ?? 0) - 1;
    expect(line({ readAtMs: before }, resolved.record)).toBeUndefined();
  });
});

test.each<[Partial<AlarmNumbers>, string]>([
  [{}, '2.4 > 1.5 for 3 min'],
  [{ breachedMs: 30_000 }, '2.4 > 1.5 for 30 s'],
  [{ breachedMs: 180_000, outOfMs: 300_000 }, '2.4 > 1.5 for 3 min of 5 min'],
  [{ value: 45_628.4, threshold: 10_000, comparison: '≥' }, '45,628 ≥ 10,000 for 3 min'],
  [{ value: 0.020599444741, threshold: 0.05, comparison: '<' }, '0.0206 < 0.05 for 3 min'],
  [
    { value: 120, comparison: 'outside', band: { lower: 410.5, upper: 980.25 } },
    '120, expected 410.5 to 980.3 for 3 min',
  ],
])('%j reads %s', (numbers, text) => {
  expect(numbersText({ value: 2.4, comparison: '>', threshold: 1.5, breachedMs: 180_000, ...numbers })).toBe(text);
});

test.each([
  ['OK', 'Alarm checkout-p99 is back to normal'],
  ['ALARM', 'Alarm checkout-p99 is in alarm again: 2.4 > 1.5 for 3 min'],
  ['INSUFFICIENT_DATA', 'Alarm checkout-p99 has no data'],
  ['', 'Alarm checkout-p99: state unknown'],
])('a change to %s', (state, sentence) => {
  expect(alarmChangeSentence({ ...alarm, state })).toBe(sentence);
});
