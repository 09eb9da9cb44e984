import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { csv } from '../../src/incidents/csv.ts';
import { incidentCsv } from '../../src/incidents/incident-csv.ts';

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
    ['\t=1+1'],
    ['\r=1+1'],
    ['  =1+1'],
    ['\u200b=1+1'],
    ['＝1+1'],
    ['%0A=1'],
  ])('%j is no formula', (text) => {
    const [[cell = ''] = []] = parse(csv([[text]]));
    expect(cell).toBe(`'${text}`);
  });

  property.prop([fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), { minLength: 1 })])(
    'every text comes back, a mark before formulas aside',
    (rows) => {
      const read = parse(csv(rows));
      expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const [y, row] of rows.entries()) {
        for (const [x, text] of row.entries()) {
          const cell = read[y]?.[x] ?? '';
          expect([text.toWellFormed(), `'${text.toWellFormed()}`]).toContain(cell);
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }
    },
  );

  test('incidents, the oldest first, with the minutes to acknowledge and to resolve', () => {
    const incident = (id: string, createdAtMs: number, resolvedAtMs?: number) => ({
      arn: `arn:aws:ssm-incidents::111122223333:incident-record/plan/${id}`,
      title: `Incident ${id}`,
      status: resolvedAtMs === undefined ? 'OPEN' : 'RESOLVED',
      impact: 2,
      createdAtMs,
      source: { name: 'aws.cloudwatch', createdBy: 'arn:aws:iam::111122223333:role/x' },
      ...(resolvedAtMs !== undefined && { resolvedAtMs }),
    });
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
});
