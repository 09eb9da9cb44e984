import { describe, expect, test } from 'vitest';
import { digest } from '../../../src/cards/surfaces/digest.ts';
import { incidentList } from '../../../src/cards/surfaces/incident-list.ts';
import type { ListedIncident } from '../../../src/cards/words/incident-line.ts';
import { allActions, now, record, resolved } from '../example-incidents.ts';

const hour = 3_600_000;
const options = { now, sinceMs: now - 24 * hour, actions: allActions };
const open = (title: string, impact: number, hours: number): ListedIncident => ({
  ...record,
  title,
  impact,
  createdAtMs: now - hours * hour,
});
const eleven = [
  ...Array.from({ length: 8 }, (_, index) => open(`Low ${index}`, 4, 100 - index)),
  open('High, later', 2, 2),
  open('High, earlier', 2, 3),
  open('Critical', 1, 1),
];
const rowsOf = (message: ReturnType<typeof digest>): string[] =>
  message.blocks.flatMap((block) =>
    block.type === 'section' ? (/\*(.*)\*\n/.exec(block.text.text.replace(/^\S+ /, ''))?.[1] ?? []) : [],
  );

describe('a digest of more incidents than it has room for', () => {
  const message = digest(eleven, options);

  test('lists the gravest first, then the oldest', () => {
    expect(rowsOf(message).slice(0, 4)).toEqual(['Critical', 'High, earlier', 'High, later', 'Low 0']);
  });

  test('counts what it does not list, by impact', () => {
    expect(JSON.stringify(message.blocks)).toContain('3 more open (3 Low): /incident list shows them all');
  });

  test('tells all of them on a lock screen', () => {
    expect(message.text).toBe(
      '11 open (1 Critical, 2 High, 8 Low), 3 opened and 0 resolved since yesterday. Most urgent: Critical, open for 1 h: Critical.',
    );
  });
});

test('a digest that lacks an account says so, on a lock screen too', () => {
  const trouble = 'Not everything in account 444455556666 could be read: AWS did not answer.';
  const message = digest([], { ...options, trouble });
  expect(message.text).toBe(
    `0 open, 0 opened and 0 resolved since yesterday. Nothing waits among what was read. ${trouble}`,
  );
  expect(JSON.stringify(message.blocks)).toContain(trouble);
});

test.each([120, 600])('titles of %i characters that need escaping: listed and counted is all there is', (length) => {
  const long = eleven.map((one) => ({ ...one, title: '&'.repeat(length) }));
  const done = Array.from({ length: 9 }, () => ({
    ...resolved.record,
    title: '&'.repeat(length),
    resolvedAtMs: now - 1,
  }));
  const blocks = JSON.stringify(digest([...long, ...done], options).blocks);
  const rows = blocks.split('opened <!date').length - 1;
  const counted = Number(/(\d+) more open/.exec(blocks)?.[1] ?? 0);
  expect(rows + counted).toBe(long.length);
  const ticks = blocks.split('✅').length - 1;
  expect(ticks + Number(/(\d+) (?:more )?resolved"/.exec(blocks)?.[1] ?? 0)).toBe(done.length);
});

test('the next page of a list goes on from what there was room for', () => {
  const long = Array.from({ length: 30 }, (_, index) => open(`${index} ${'&'.repeat(118)}`, 1, 60 - index));
  const blocks = JSON.stringify(
    incidentList(long, { now, heading: 'Open', actions: allActions, nextValue: String }).blocks,
  );
  const rows = blocks.split('opened <!date').length - 1;
  expect(rows).toBeLessThan(10);
  expect(blocks).toContain(`1 to ${rows} of 30`);
  expect(blocks).toContain(`"value":"${rows}"`);
});
