import { describe, expect, test } from 'vitest';
import { changesBetween } from '../../src/incidents/changes.ts';
import { engagementsOlderMs, laterView } from '../../src/incidents/later-view.ts';
import type { IncidentSnapshot } from '../../src/incidents/view.ts';
import { now, record } from '../cards/example-incidents.ts';

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
    const view = laterView(before, later);
    expect(view).toMatchObject({ readAtMs: now + 4 * minute, engagements: [paged], engagementsAtMs: now });
    expect(engagementsOlderMs(view)).toBe(now);
    const evenLater = laterView(view, { ...later, readAtMs: now + 8 * minute });
    expect(engagementsOlderMs(evenLater)).toBe(now);
  });

  test('that did ask is of one time again', () => {
    const view = laterView(laterView(before, later), { ...later, engagements: [acknowledged] });
    expect(view.engagementsAtMs).toBeUndefined();
    expect(engagementsOlderMs(view)).toBeUndefined();
  });

  test('of the same minute counts as one with the earlier one', () => {
    expect(engagementsOlderMs(laterView(before, { ...later, readAtMs: now + minute / 2 }))).toBeUndefined();
  });

  test('never loses an acknowledgement, nor tells it twice', () => {
    const { acknowledgementKnown: _unread, ...unread } = paged;
    const known = { ...before, engagements: [acknowledged] };
    const view = laterView(known, { ...later, engagements: [unread] });
    expect(view.engagements).toEqual([acknowledged]);
    expect(changesBetween(known, view)).toEqual([]);
  });

  test.each([[undefined], [[{ arn: 'w' }, { arn: 'f' }]]])(
    'in which runbooks could not be read (%j) marks what may have gone on',
    (runbooks) => {
      const view = laterView(before, { ...later, ...(runbooks && { runbooks }) });
      expect(view.runbooks).toEqual([{ ...waits, older: true }, failed]);
      const again = laterView(view, { ...later, runbooks: [waits, failed] });
      expect(again.runbooks).toEqual([waits, failed]);
      expect(changesBetween(before, again)).toEqual([]);
    },
  );
});
