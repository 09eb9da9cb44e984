import { expect, test } from 'vitest';
import { lastChangeMs } from '../../src/incidents/last-change.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { createShownVersions } from '../../src/slack/unfurls/shown-versions.ts';
import { bare } from '../cards/example-incidents.ts';
import { openClockedStore } from '../support/clocked-store.ts';

const startMs = bare.record.modifiedAtMs;
const minute = 60_000;
const note = (number: number) => ({
  id: `n${number}`,
  kind: 'note' as const,
  writtenAtMs: startMs + number * 1000,
  text: 'x',
});
const paged = [{ arn: '1', contactArn: '1', acknowledgedAtMs: startMs + 9000 }];

test('the version of a Work Object never falls back, in any process, and grows when a note is gone', async () => {
  const { store, clock, close } = openClockedStore(startMs);
  /** What another process shows each minute, in milliseconds since the record changed. */
  async function shown(part: Partial<IncidentSnapshot>): Promise<number> {
    clock.nowMs += minute;
    const versions = createShownVersions(store, () => clock.nowMs);
    return lastChangeMs(await versions.grown({ ...bare, readAtMs: clock.nowMs, ...part })) - startMs;
  }
  expect(await shown({ notes: [note(2), note(1)] })).toBe(2000);
  expect(await shown({})).toBe(2000);
  expect(await shown({ notes: [note(2), note(1)], engagements: paged })).toBe(9000);
  expect(await shown({ notes: [note(2), note(1)] })).toBe(9000);
  expect(await shown({ notes: [note(2)] })).toBe(5 * minute);
  expect(await shown({ notes: [note(2)], engagements: paged })).toBe(5 * minute);
  expect(await shown({ record: { ...bare.record, modifiedAtMs: startMs + 7 * minute } })).toBe(7 * minute);
  await close();
});
