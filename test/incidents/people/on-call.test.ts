import { expect, test } from 'vitest';
import { onCallOf, type Shift } from '../../../src/incidents/people/on-call.ts';

const shift = (contact: string, startMs: number, endMs: number): Shift => ({
  contactArns: contact === '' ? [] : [contact],
  startMs,
  endMs,
});

test('a person with a shift now is on call, in all rotations at once; the next shift is the earliest that begins later', () => {
  const onCall = onCallOf(
    [
      [shift('ada', 0, 10), shift('ben', 10, 20)],
      [shift('chi', 2, 8), shift('ada', 8, 20)],
    ],
    5,
    15,
  );
  expect(onCall.now.map(({ contactArns }) => contactArns)).toEqual([['ada'], ['chi']]);
  expect(onCall.next).toEqual(shift('ada', 8, 20));
  expect(onCall.gaps).toEqual([]);
});

test('a shift begins when it starts and is over when it ends', () => {
  const rotations = [[shift('ada', 0, 10), shift('ben', 10, 20)]];
  expect(onCallOf(rotations, 10, 15).now).toEqual([shift('ben', 10, 20)]);
  expect(onCallOf(rotations, 9, 15).now).toEqual([shift('ada', 0, 10)]);
});

test('shifts of the same person that follow each other are one, in any order', () => {
  const rotations = [[shift('ada', 10, 20), shift('ada', 0, 10), shift('ben', 20, 30)]];
  expect(onCallOf(rotations, 5, 25)).toMatchObject({ now: [shift('ada', 0, 20)], next: shift('ben', 20, 30) });
});

test.each([
  ['between two shifts', [[shift('ada', 0, 10), shift('ben', 15, 30)]], [{ startMs: 10, endMs: 15 }]],
  ['now, before the first shift', [[shift('ada', 8, 30)]], [{ startMs: 5, endMs: 8 }]],
  ['to the end of what was read', [[shift('ada', 0, 10)]], [{ startMs: 10, endMs: 20 }]],
  ['in a shift without people', [[shift('ada', 0, 10), shift('', 10, 30)]], [{ startMs: 10, endMs: 20 }]],
  ['at no time that another rotation covers', [[shift('ada', 0, 10)], [shift('ben', 9, 30)]], []],
  ['all the time without rotations', [], [{ startMs: 5, endMs: 20 }]],
])('nobody is on call %s', (_, rotations, gaps) => {
  expect(onCallOf(rotations, 5, 20).gaps).toEqual(gaps);
});
