import { describe, expect, test } from 'vitest';
import { changeLine } from '../../src/cards/words/change-line.ts';
import {
  type Change,
  type ComparedSnapshot,
  changesBetween,
  inOrder,
  isForChannel,
} from '../../src/incidents/changes.ts';
import { mostNotes, type Note } from '../../src/incidents/timeline/note.ts';
import { alarm, record, snapshot } from '../cards/example-incidents.ts';

const base: ComparedSnapshot = {
  record,
  runbooks: snapshot.runbooks ?? [],
  engagements: snapshot.engagements ?? [],
  related: [],
};
const lines = (before: ComparedSnapshot, after: ComparedSnapshot) => changesBetween(before, after).map(changeLine);
const [done, failed, waiting] = base.runbooks ?? [];
if (done === undefined || failed === undefined || waiting === undefined)
  throw new Error('the example has three runbooks');

describe('what changed, in words', () => {
  test('nothing is nothing', () => {
    expect(changesBetween(base, base)).toEqual([]);
  });

  test('a later modification alone is nothing', () => {
    expect(changesBetween(base, { ...base, record: { ...record, modifiedAtMs: record.modifiedAtMs + 1 } })).toEqual([]);
  });

  test.each<[string, Partial<typeof record>, string]>([
    [
      'resolved',
      { status: 'RESOLVED', resolvedAtMs: record.createdAtMs + 112 * 60_000 },
      'Resolved after 1 h 52 min by exampleUser (Admin)',
    ],
    [
      'resolved, by clocks that disagree',
      { status: 'RESOLVED', resolvedAtMs: record.createdAtMs - 1 },
      'Resolved after under a minute by exampleUser (Admin)',
    ],
    ['resolved, AWS does not say when', { status: 'RESOLVED' }, 'Resolved by exampleUser (Admin)'],
    ['a status of a kind to come', { status: 'MITIGATED' }, 'Status: OPEN → MITIGATED, by exampleUser (Admin)'],
    ['impact', { impact: 2 }, 'Impact: Critical → High, by exampleUser (Admin)'],
    ['title', { title: 'Checkout\nis down' }, 'Title changed by exampleUser (Admin): "Checkout is down"'],
    ['title removed', { title: '' }, 'Title changed by exampleUser (Admin): it is empty now'],
    [
      'summary',
      { summary: '**Mitigated** by rollback.' },
      'Summary edited by exampleUser (Admin): "Mitigated by rollback."',
    ],
    ['summary removed', { summary: '' }, 'Summary removed by exampleUser (Admin)'],
  ])('%s', (_, change, line) => {
    expect(lines(base, { ...base, record: { ...record, ...change } })).toEqual([line]);
  });

  test('reopened', () => {
    const closed = { ...base, record: { ...record, status: 'RESOLVED' } };
    expect(lines(closed, base)).toEqual(['Reopened by exampleUser (Admin)']);
  });

  test('a first summary is added', () => {
    const without = { ...base, record: { ...record, summary: '' } };
    expect(lines(without, { ...base, record: { ...record, summary: 'a' } })).toEqual([
      'Summary added by exampleUser (Admin): "a"',
    ]);
  });

  test('several changes keep their order of weight', () => {
    const after = { ...base, record: { ...record, impact: 5, status: 'RESOLVED' } };
    expect(changesBetween(base, after).map((change) => change.kind)).toEqual(['resolved', 'impact']);
  });

  test.each([
    ['started', [], [{ ...done, status: 'InProgress' }], ['Runbook CollectLogs started']],
    ['done', [{ ...done, status: 'InProgress' }], [done], ['Runbook CollectLogs is done']],
    [
      'failed',
      [{ ...failed, status: 'InProgress' }],
      [failed],
      ['Runbook RestartFleet failed at step 3 of 7: Timed out waiting for instance i-0abc to become healthy.'],
    ],
    ['timed out', [], [{ arn: 'a/b', status: 'TimedOut' }], ['Runbook b timed out']],
    ['rejected', [], [{ arn: 'a/b', status: 'Rejected', step: 2 }], ['Runbook b was rejected at step 2']],
    ['waits', [], [waiting], ['Runbook Failover waits for approval']],
    ['goes on after an approval', [waiting], [{ ...waiting, status: 'InProgress' }], ['Runbook Failover goes on']],
    [
      'one step further is no change',
      [{ ...failed, status: 'InProgress', step: 1 }],
      [{ ...failed, status: 'InProgress', step: 2 }],
      [],
    ],
    ['not readable for a while is no change', [done], [{ arn: done.arn }], []],
  ])('a runbook %s', (_, before, after, expected) => {
    expect(lines({ ...base, runbooks: before }, { ...base, runbooks: after })).toEqual(expected);
  });

  test('what was not read before is not compared', () => {
    expect(lines({ record }, base)).toEqual([]);
    expect(lines(base, { record })).toEqual([]);
  });

  test('a page and its acknowledgement are changes', () => {
    const [ana] = base.engagements ?? [];
    if (ana === undefined) throw new Error('the example has engagements');
    const { acknowledgedAtMs: _, ...silent } = ana;
    expect(lines({ ...base, engagements: [] }, { ...base, engagements: [silent] })).toEqual(['Paged Ana Pérez']);
    expect(lines({ ...base, engagements: [silent] }, { ...base, engagements: [ana] })).toEqual([
      'Ana Pérez acknowledged the page',
    ]);
    expect(lines({ ...base, engagements: [ana] }, { ...base, engagements: [silent] })).toEqual([]);
  });

  const note = { id: 'n1', kind: 'note' as const, writtenAtMs: 60_000, text: 'Rolled **back**.' };
  const noted = (...notes: Note[]) => ({ ...base, notes });

  test('a note has its author where one is known; an edited one says so', () => {
    const by = 'slack:U1 Ada Lovelace';
    expect(lines(noted(), noted({ ...note, by }))).toEqual(['Note by Ada Lovelace (Slack): Rolled back.']);
    expect(lines(noted(), noted({ ...note, kind: 'event' }))).toEqual(['Timeline event: Rolled back.']);
    expect(lines(noted(note), noted({ ...note, text: 'Rolled forward.' }))).toEqual(['Note edited: Rolled forward.']);
    expect(lines(noted(note), noted())).toEqual([]);
  });

  test('notes that were never read before count from the first snapshot on', () => {
    const before = { ...base, readAtMs: 45_000 };
    const old = { ...note, id: 'n0', writtenAtMs: 30_000 };
    expect(lines(before, noted(old, note))).toEqual(['Note: Rolled back.']);
    expect(lines({ ...before, notesAtMs: 20_000 }, noted(note, old))).toHaveLength(2);
  });

  test('an old note that comes back into view is not new', () => {
    const many = Array.from({ length: mostNotes }, (_, index) => ({
      ...note,
      id: `m${index}`,
      writtenAtMs: 50_000 + index,
    }));
    const old = { ...note, id: 'old', writtenAtMs: 1000 };
    expect(lines(noted(...many), noted(...many.slice(1), old))).toEqual([]);
  });

  test('changes are put in the order in which they happened, a resolution after the edits of its moment', () => {
    const after = { ...record, impact: 5, status: 'RESOLVED', modifiedAtMs: 90_000, resolvedAtMs: 90_000 };
    const later = { ...note, id: 'n2', writtenAtMs: 95_000, text: 'Watching.' };
    const changes = changesBetween(noted(), { ...noted(later, note), record: after });
    expect(inOrder(changes).map(({ kind }) => kind)).toEqual(['note', 'impact', 'resolved', 'note']);
    const earlier = changesBetween(noted(), { ...noted(), record: { ...after, resolvedAtMs: 80_000 } });
    expect(inOrder(earlier).map(({ kind }) => kind)).toEqual(['resolved', 'impact']);
  });

  test('an item was related', () => {
    const item = { type: 'OTHER', title: 'Dashboard', url: 'https://grafana.example.com' };
    expect(lines(base, { ...base, related: [item] })).toEqual([
      'Related item added: Link Dashboard (grafana.example.com)',
    ]);
    expect(lines({ ...base, related: [item] }, { ...base, related: [{ ...item, title: 'Same' }] })).toEqual([]);
  });

  test('another state of the same alarm is a change; another alarm, or one that was not read before, is not', () => {
    const normal = { ...alarm, state: 'OK' };
    const compared = (before: ComparedSnapshot, after: ComparedSnapshot) => changesBetween(before, after);
    expect(compared({ ...base, alarm }, { ...base, alarm: normal })).toEqual([
      { kind: 'alarm', alarm: normal, from: 'ALARM' },
    ]);
    expect(compared({ ...base, alarm }, { ...base, alarm: { ...alarm, readAtMs: 1 } })).toEqual([]);
    expect(compared({ ...base, alarm }, { ...base, alarm: { ...normal, arn: 'another' } })).toEqual([]);
    expect(compared(base, { ...base, alarm })).toEqual([]);
    expect(compared({ ...base, alarm }, base)).toEqual([]);
  });

  test('who responds is compared only if both snapshots say it', () => {
    const responders = { roles: [], onIt: [{ person: { id: 'U1', name: 'Ada' }, atMs: 1 }] };
    expect(changesBetween({ ...base, responders: { roles: [], onIt: [] } }, { ...base, responders })).toEqual([
      { kind: 'on it', person: { id: 'U1', name: 'Ada' }, atMs: 1 },
    ]);
    expect(changesBetween(base, { ...base, responders })).toEqual([]);
    expect(changesBetween({ ...base, responders }, base)).toEqual([]);
  });

  test.each([
    [999, undefined],
    [1000, 60_000],
  ])('a resolution %i ms before the last edit has its own time from a second on', (earlierMs, atMs) => {
    const after = { ...record, status: 'RESOLVED', resolvedAtMs: 60_000, modifiedAtMs: 60_000 + earlierMs };
    const [resolved] = changesBetween(base, { ...base, record: { ...after, impact: record.impact } });
    expect(resolved).toMatchObject({ kind: 'resolved', atMs: atMs ?? after.modifiedAtMs });
  });

  test('notes that were never read are not compared without the time of the first snapshot, and ten seconds before it they are', () => {
    expect(changesBetween(base, noted(note))).toEqual([]);
    const known = (readAtMs: number) => changesBetween({ ...base, readAtMs }, noted(note));
    expect(known(note.writtenAtMs + 10_000)).toHaveLength(1);
    expect(known(note.writtenAtMs + 10_001)).toEqual([]);
  });

  test('several notes are told in the order in which they were written', () => {
    const second = { ...note, id: 'n2', writtenAtMs: 70_000 };
    const told = changesBetween(noted(), noted(second, note));
    expect(told.map((change) => 'note' in change && change.note.id)).toEqual(['n1', 'n2']);
  });

  test('each change has the time at which it happened', () => {
    const runbook = { arn: 'a', startedAtMs: 2, endedAtMs: 7 };
    const engagement = { arn: 'e', contactArn: 'c', startedAtMs: 3, acknowledgedAtMs: 5 };
    const person = { id: 'U1', name: 'Ada' };
    const changes: Change[] = [
      { kind: 'related', item: { type: 'OTHER', title: 'none' } },
      { kind: 'impact', from: 1, to: 2, by: '', atMs: 8 },
      { kind: 'runbook', runbook, phase: 'failed', from: 'running' },
      { kind: 'on it', person, atMs: 6 },
      { kind: 'acknowledged', engagement },
      { kind: 'alarm', alarm: { ...alarm, sinceMs: 4 }, from: 'OK' },
      { kind: 'paged', engagement },
      { kind: 'runbook', runbook, phase: 'running' },
      { kind: 'note', note: { ...note, writtenAtMs: 1 } },
    ];
    expect(inOrder(changes)).toEqual([...changes].reverse());
    const goesOn: Change = {
      kind: 'runbook',
      runbook: { arn: 'a', startedAtMs: 2 },
      phase: 'running',
      from: 'waiting',
    };
    const last: Change = { kind: 'impact', from: 1, to: 2, by: '', atMs: 8 };
    expect(inOrder([goesOn, last])).toEqual([last, goesOn]);
  });

  test('a resolution and a reopening, also to a status of a kind to come, are for the channel; other changes are not', () => {
    const status = (from: string, to: string): Change => ({ kind: 'status', from, to, by: '' });
    const changes: Change[] = [
      { kind: 'resolved', by: '' },
      { kind: 'reopened', by: '' },
      status('RESOLVED', 'MITIGATED'),
      status('OPEN', 'MITIGATED'),
      { kind: 'impact', from: 1, to: 2, by: '' },
    ];
    expect(changes.map(isForChannel)).toEqual([true, true, true, false, false]);
    const after = { ...record, status: 'MITIGATED' };
    const closed = { ...base, record: { ...record, status: 'RESOLVED' } };
    expect(changesBetween(closed, { ...base, record: after })).toMatchObject([{ kind: 'status', from: 'RESOLVED' }]);
    expect(changesBetween({ ...base, record: after }, base)).toMatchObject([{ kind: 'status', to: 'OPEN' }]);
  });
});
