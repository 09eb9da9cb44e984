import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { documentAt, tableUnder } from './documents.ts';

const [, ...rows] = tableUnder('docs/cost.md', 'A month for a typical team');
const number = (text: string) => Number(text.replaceAll(/[,$*]/g, ''));
/** The value of what stands left of an equals sign: sums of products, words apart. */
const worth = (text: string) =>
  text
    .split('+')
    .map((part) => (part.match(/\d[\d,.]*/g) ?? []).map(number).reduce((product, factor) => product * factor, 1))
    .reduce((sum, part) => sum + part, 0);

test.each(rows.slice(0, -1))('%s: %s at %s is %s', (_, count = '', price = '', month = '') => {
  for (const step of count.split(' items, ')) {
    const [left, right] = step.split(' = ');
    if (right !== undefined) expect(worth(left ?? '')).toBe(number(/[\d,.]+/.exec(right)?.[0] ?? ''));
  }
  const total = number(
    (count
      .split(' = ')
      .at(-1)
      ?.match(/\d[\d,.]*/) ?? ['0'])[0],
  );
  const unit = price.includes('million') ? 1e6 : 1;
  expect(price).toMatch(/[¹²]$/);
  const cost = (total * number(/\$([\d.]+)/.exec(price)?.[1] ?? '')) / unit;
  expect(Math.abs(cost - number(month))).toBeLessThan(0.006);
});

test('the sum is that of the rows', () => {
  const months = rows.map((row) => number(row[3] ?? ''));
  expect(months.slice(0, -1).reduce((sum, month) => sum + month, 0)).toBeCloseTo(months.at(-1) ?? 0, 5);
});

test('it counts the alarms and the clock that the stack has', () => {
  const { Resources } = parse(readFileSync('deploy/alarms.yml', 'utf8'), { logLevel: 'silent' }) as {
    Resources: object;
  };
  expect(rows.find(([name]) => name === 'alarms')?.[1]).toBe(String(Object.keys(Resources).length));
  expect(documentAt('docs/cost.md').text).toContain('43,200');
  expect(readFileSync('serverless.yml', 'utf8')).toContain('rate(1 minute)');
});
