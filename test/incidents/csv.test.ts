import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { csv, incidentCsv } from '../../src/incidents/csv.ts';
import { durationText } from '../../src/incidents/duration.ts';
import { arnOf } from '../support/arn-of.ts';

/** Reads what `csv` wrote, as a spreadsheet does. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row = rows[0] ?? [];
  for (const [, quoted, bare, end] of text.slice(1).matchAll(pattern)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') {
      row = [];
      rows.push(row);
    }
  }
  return rows.slice(0, -1);
}

describe('a table as CSV', () => {
  test.each([
    ['=HYPERLINK("https://evil.example")'],
    ['+1+cmd|" /C calc"!A0'],
    ['-2+3'],
    ['@SUM(A1)'],
    ['  =1+1'],
    ['\u200b=1+1'],
    ['＝1+1'],
    ['%0A=1'],
    ['"=1+1'],
    [' "=1+1"'],
    ['\' "@SUM(A1)'],
  ])('%j is no formula', (text) => {
    const [[cell = ''] = []] = parse(csv([[text]]));
    expect(cell).toBe(`'${text}`);
  });

  test.each([
    ["x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"],
    ['x; "=cmd"', 'x;\' "=cmd"'],
    ['x;;+1', "x;;'+1"],
    ['\t=1+1', "'\t'=1+1"],
    ['\r=1+1', "'\r'=1+1"],
    ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
    ['x\n-1+2', "x\n'-1+2"],
    ['x\r\n=1', "x\r\n'=1"],
    ['a;b-c; d=e, f=-1', 'a;b-c; d=e, f=-1'],
    ['p99 is 4, -2 than before', 'p99 is 4, -2 than before'],
  ])('%j is no formula where something else than a comma parts cells', (text, expected) => {
    expect(parse(csv([['first', text, 'last']]))[0]).toEqual(['first', expected, 'last']);
  });

  const anyCell = fc.array(
    fc.oneof(
      fc.constantFrom(';', '\t', '"', "'", '=', '+', '-', '@', '|', ' ', '\n', '\r', ',', 'x'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
  );
  property.prop(
    [
      fc.array(
        anyCell.map((parts) => parts.join('')),
        { minLength: 1, maxLength: 4 },
      ),
      fc.constantFrom(';', '\t'),
    ],
    { numRuns: 2000 },
  )('whatever parts the cells, none begins as a formula', (row, separator) => {
    for (const cell of csv([row])
      .slice(1)
      .split(new RegExp(`[${separator}\r\n]`))) {
      expect([row, cell]).toEqual([row, expect.not.stringMatching(/^["'`\s]*(?<!'["\s]*)[=+\-@]/)]);
    }
  });

  property.prop([fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), { minLength: 1 })])(
    'every text comes back, a mark before formulas aside',
    (rows) => {
      const read = parse(csv(rows));
      expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const [y, row] of rows.entries()) {
        for (const [x, text] of row.entries()) {
          const cell = read[y]?.[x] ?? '';
          expect(cell.replaceAll("'", '')).toBe(text.toWellFormed().replaceAll("'", ''));
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }
    },
  );

  const incident = (id: string, createdAtMs: number, resolvedAtMs?: number) => ({
    arn: arnOf(`arn:aws:ssm-incidents::111122223333:incident-record/plan/${id}`),
    title: `Incident ${id}`,
    status: resolvedAtMs === undefined ? 'OPEN' : 'RESOLVED',
    impact: 2,
    createdAtMs,
    source: { name: 'aws.cloudwatch', createdBy: 'arn:aws:iam::111122223333:role/x' },
    ...(resolvedAtMs !== undefined && { resolvedAtMs }),
  });

  test('incidents, the oldest first, with the minutes to acknowledge and to resolve', () => {
    const text = incidentCsv([
      { incident: incident('b', 120_000) },
      { incident: incident('a', 60_000, 60_000 + 5_400_000), acknowledgedAtMs: 60_000 + 90_000 },
    ]);
    const [heading = [], first = [], second = []] = parse(text);
    const of = (row: string[], name: string) => row[heading.indexOf(name)];
    expect(of(first, 'incident')).toBe('a');
    expect(of(first, 'minutes to acknowledge')).toBe('1.5');
    expect(of(first, 'minutes to resolve')).toBe('90');
    expect(of(first, 'started')).toBe('1970-01-01 00:01:00');
    expect(of(second, 'minutes to resolve')).toBe('');
    expect(of(second, 'impact name')).toBe('High');
  });

  test.each([0, 59_999, 60_000, 237_000, 239_999, 240_000, 3_599_999])(
    'its minutes agree with the words of other surfaces: %i ms',
    (ms) => {
      const row = { incident: incident('a', 0, ms), acknowledgedAtMs: ms };
      const [heading = [], cells = []] = parse(incidentCsv([row]));
      for (const name of ['minutes to acknowledge', 'minutes to resolve']) {
        const minutes = Math.floor(Number(cells[heading.indexOf(name)]));
        expect(minutes === 0 ? 'under a minute' : `${minutes} min`).toBe(durationText(ms));
      }
    },
  );
});
