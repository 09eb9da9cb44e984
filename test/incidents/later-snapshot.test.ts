import { describe, expect, test } from 'vitest';
import { changesBetween } from '../../src/incidents/changes.ts';
import { engagementsOlderMs, engagementsReadAtMs, laterSnapshot } from '../../src/incidents/later-snapshot.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { alarm, now, record } from '../cards/example-incidents.ts';

const minute = 60_000;
const paged = { arn: 'e', contactArn: 'c/ana', startedAtMs: now - 10 * minute, acknowledgementKnown: true };
const acknowledged = { ...paged, acknowledgedAtMs: now - minute };
const [waits, failed] = [
  { arn: 'w', status: 'Waiting' },
  { arn: 'f', status: 'Failed' },
];
const before: IncidentSnapshot = { record, readAtMs: now, engagements: [paged], runbooks: [waits, failed] };
const later: IncidentSnapshot = { record, readAtMs: now + 4 * minute };

describe('a later reading', () => {
  test('that did not ask who was paged keeps that with the time it was read', () => {
    const snapshot = laterSnapshot(before, later);
    expect(snapshot).toMatchObject({ readAtMs: now + 4 * minute, engagements: [paged], engagementsAtMs: now });
    expect(engagementsOlderMs(snapshot)).toBe(now);
    const evenLater = laterSnapshot(snapshot, { ...later, readAtMs: now + 8 * minute });
    expect(engagementsOlderMs(evenLater)).toBe(now);
  });

  test('that did ask is of one time again', () => {
    const snapshot = laterSnapshot(laterSnapshot(before, later), { ...later, engagements: [acknowledged] });
    expect(snapshot.engagementsAtMs).toBeUndefined();
    expect(engagementsOlderMs(snapshot)).toBeUndefined();
  });

  test('says when the pages were read, if they ever were', () => {
    expect(engagementsReadAtMs(before)).toBe(now);
    expect(engagementsReadAtMs(laterSnapshot(before, later))).toBe(now);
    expect(engagementsReadAtMs({ record, readAtMs: now })).toBeUndefined();
    expect(laterSnapshot({ readAtMs: now }, later).engagementsAtMs).toBeUndefined();
  });

  test('a minute later is no longer the same minute', () => {
    expect(engagementsOlderMs({ ...later, engagementsAtMs: later.readAtMs - minute })).toBe(later.readAtMs - minute);
    expect(engagementsOlderMs({ ...later, engagementsAtMs: later.readAtMs - minute + 1 })).toBeUndefined();
  });

  test('remembers since when no notes were read', () => {
    const once = laterSnapshot(before, later);
    expect(once.notesAtMs).toBe(now);
    expect(laterSnapshot(once, { ...later, readAtMs: now + 8 * minute }).notesAtMs).toBe(now);
    expect(laterSnapshot(once, { ...later, notes: [] }).notesAtMs).toBeUndefined();
  });

  test('without runbooks in either has none', () => {
    const { runbooks: _, ...none } = before;
    expect(laterSnapshot(none, later)).not.toHaveProperty('runbooks');
    expect(laterSnapshot(none, { ...later, runbooks: [waits] }).runbooks).toEqual([waits]);
  });

  test('takes nothing of another page, nor of another person who acknowledged', () => {
    const by = (contactArn: string, contactName?: string) => ({ contactArn, ...(contactName && { contactName }) });
    const known = { ...acknowledged, acknowledgedBy: by('c/ada', 'Ada') };
    const other = { arn: 'other', contactArn: 'c/bo' };
    expect(laterSnapshot({ ...before, engagements: [known] }, { ...later, engagements: [other] }).engagements).toEqual([
      other,
    ]);
    const again = { ...acknowledged, acknowledgedBy: by('c/bo') };
    expect(laterSnapshot({ ...before, engagements: [known] }, { ...later, engagements: [again] }).engagements).toEqual([
      again,
    ]);
  });

  test('that knows no one acknowledged takes back what an earlier one said', () => {
    const snapshot = laterSnapshot({ ...before, engagements: [acknowledged] }, { ...later, engagements: [paged] });
    expect(snapshot.engagements).toEqual([paged]);
    const { acknowledgementKnown: _, ...unread } = paged;
    expect(laterSnapshot(before, { ...later, engagements: [unread] }).engagements).toEqual([unread]);
  });

  test('of the same minute counts as one with the earlier one', () => {
    expect(engagementsOlderMs(laterSnapshot(before, { ...later, readAtMs: now + minute / 2 }))).toBeUndefined();
  });

  test('never loses an acknowledgement, nor tells it twice', () => {
    const { acknowledgementKnown: _unread, ...unread } = paged;
    const known = { ...before, engagements: [acknowledged] };
    const snapshot = laterSnapshot(known, { ...later, engagements: [unread] });
    expect(snapshot.engagements).toEqual([acknowledged]);
    expect(changesBetween(known, snapshot)).toEqual([]);
  });

  test('keeps what was read of the alarm for a few minutes, and no longer', () => {
    const known = { ...before, alarm };
    expect(laterSnapshot(known, { ...later, readAtMs: now + 4 * minute }).alarm).toEqual(alarm);
    expect(laterSnapshot(known, { ...later, readAtMs: now + 6 * minute }).alarm).toBeUndefined();
  });

  test('keeps a name that could not be read again', () => {
    const acknowledgedBy = { contactArn: 'c/ada', contactName: 'Ada' };
    const named = { ...acknowledged, contactName: 'Payments escalation', acknowledgedBy };
    const again = { ...acknowledged, acknowledgedBy: { contactArn: 'c/ada' } };
    const snapshot = laterSnapshot({ ...before, engagements: [named] }, { ...later, engagements: [again] });
    expect(snapshot.engagements).toEqual([named]);
  });

  test.each([[undefined], [[{ arn: 'w' }, { arn: 'f' }]]])(
    'in which runbooks could not be read (%j) marks what may have gone on',
    (runbooks) => {
      const snapshot = laterSnapshot(before, { ...later, ...(runbooks && { runbooks }) });
      expect(snapshot.runbooks).toEqual([{ ...waits, older: true }, failed]);
      const again = laterSnapshot(snapshot, { ...later, runbooks: [waits, failed] });
      expect(again.runbooks).toEqual([waits, failed]);
      expect(changesBetween(before, again)).toEqual([]);
    },
  );
});
