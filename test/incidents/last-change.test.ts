import { describe, expect, test } from 'vitest';
import { lastChangeMs, withGone } from '../../src/incidents/last-change.ts';
import { laterSnapshot } from '../../src/incidents/later-snapshot.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { mostNotes, type Note } from '../../src/incidents/timeline/note.ts';
import { bare } from '../cards/example-incidents.ts';

const startMs = bare.record.modifiedAtMs;
const note = (number: number): Note => ({
  id: `n${number}`,
  kind: 'note',
  writtenAtMs: startMs + number * 1000,
  text: 'x',
});
const minute = 60_000;

/** The times of the last change of a card that shows these snapshots, one a minute. */
function times(...parts: Partial<IncidentSnapshot>[]): number[] {
  let shown: IncidentSnapshot | undefined;
  return parts.map((part, index) => {
    const read = { ...bare, readAtMs: startMs + (index + 1) * minute, ...part };
    shown = shown === undefined ? read : withGone(shown, laterSnapshot(shown, read));
    return lastChangeMs(shown) - startMs;
  });
}

describe('the last change of what a card shows', () => {
  test.each<[string, Partial<IncidentSnapshot>, Partial<IncidentSnapshot>]>([
    ['the newest note is deleted', { notes: [note(2), note(1)] }, { notes: [note(1)] }],
    ['an older note is deleted', { notes: [note(2), note(1)] }, { notes: [note(2)] }],
  ])('is when it was read that %s, and stays that', (_, before, after) => {
    expect(times(before, after, after).slice(1)).toEqual([2 * minute, 2 * minute]);
  });

  test('is not moved by a note that newer ones pushed out of what is read', () => {
    const notes = (from: number) => Array.from({ length: mostNotes }, (_, index) => note(from + index)).reverse();
    expect(times({ notes: notes(1) }, { notes: notes(2) })).toEqual([mostNotes * 1000, (mostNotes + 1) * 1000]);
  });

  test('is not moved by parts that were not read again', () => {
    const read = { notes: [note(2)], engagements: [{ arn: '1', contactArn: '1', acknowledgedAtMs: startMs + 5000 }] };
    expect(times(read, {}, read)).toEqual([5000, 5000, 5000]);
  });
});
