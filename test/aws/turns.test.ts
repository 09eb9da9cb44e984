import { expect, test } from 'vitest';
import { createTurns } from '../../src/aws/turns.ts';

let nowMs = 1_800_000_000_000;
const open = () => createTurns({ everyMs: 1000, atOnce: 2, now: () => nowMs });
type Turn = ReturnType<ReturnType<typeof open>['take']>;
const inMs = (turn: Turn) => ('inMs' in turn ? turn.inMs : 0);
const end = (turn: Turn) => 'end' in turn && turn.end();

test('two turns follow each other directly, then one comes each second; work that asks again keeps its turn', () => {
  const turns = open();
  const first = ['a', 'b'].map(turns.take);
  expect(first.map(inMs)).toEqual([0, 0]);
  expect(['c', 'd', 'c'].map(turns.take).map(inMs)).toEqual([1000, 2000, 1000]);
  first.forEach(end);
  nowMs += 1000;
  expect(['d', 'c', 'e'].map(turns.take).map(inMs)).toEqual([1000, 0, 2000]);
});

test('work whose turn has come is put off while two others have not ended', () => {
  const turns = open();
  const first = turns.take('a');
  turns.take('b');
  nowMs += 5000;
  expect(inMs(turns.take('c'))).toBe(1000);
  nowMs += 1000;
  expect(inMs(turns.take('c'))).toBeGreaterThan(0);
  // Ended twice, it frees one place.
  end(first);
  end(first);
  nowMs += 5000;
  expect(inMs(turns.take('c'))).toBe(0);
  expect(inMs(turns.take('d'))).toBeGreaterThan(0);
});

test('a job that comes somewhat early for its turn has it, and a turn that no one takes is lost', () => {
  const turns = open();
  for (const key of ['a', 'b']) end(turns.take(key));
  expect(inMs(turns.take('c'))).toBe(1000);
  nowMs += 600;
  const early = turns.take('c');
  expect(inMs(early)).toBe(0);
  end(early);
  expect(inMs(turns.take('d'))).toBe(1400);
  nowMs += 70_000;
  expect(['e', 'f', 'd'].map(turns.take).map(inMs)).toEqual([0, 0, 1000]);
});

test('a clock that was set back makes no work wait longer than those before it do', () => {
  const turns = open();
  for (const key of ['a', 'b', 'c', 'd']) end(turns.take(key));
  nowMs -= 3_600_000;
  expect(['c', 'd', 'e'].map(turns.take).map(inMs)).toEqual([1500, 2500, 3500]);
});
