import { awsQuotas } from 'slack-aws-sandbox/aws';
import { expect, test } from 'vitest';
import type { ArchiveSummary } from '../../src/archive/archive-summary.ts';
import { html } from '../../src/archive/html.ts';
import { type ArchiveOperation, archiveRate, quotas } from '../../src/archive/paced-calls.ts';
import { progressLine } from '../../src/archive/progress-line.ts';
import { figuresByMonth } from '../../src/archive/statistics.ts';

test('the archive takes half of what AWS allows, whatever it asks', () => {
  const known = { ...awsQuotas['ssm-incidents'], ...awsQuotas['ssm-contacts'] };
  for (const operation of Object.keys(quotas) as ArchiveOperation[]) {
    expect({ operation, rate: archiveRate(operation) }).toEqual({ operation, rate: (known[operation] ?? 0) / 2 });
  }
});

test.each([
  [{ done: 0, total: 5000, before: 0, elapsedMs: 0 }, '0 of 5,000 incidents'],
  [
    { done: 1240, total: 5000, before: 0, elapsedMs: 2_188_000 },
    '1,240 of 5,000 incidents, 34 a minute, about 1 h 50 min left',
  ],
  [
    { done: 4990, total: 5000, before: 4000, elapsedMs: 600_000 },
    '4,990 of 5,000 incidents, 99 a minute, under a minute left',
  ],
  [{ done: 10, total: 10, before: 0, elapsedMs: 60_000 }, '10 of 10 incidents, 10 a minute'],
])('%j reads “%s”', (progress, words) => {
  expect(progressLine(progress)).toBe(words);
});

test('every value in a page is escaped, what is HTML already is not', () => {
  expect(html`<p title="${'"><script>&\''}">${[html`<b>${1}</b>`, html`${'<i>'}`]}</p>`.html).toBe(
    '<p title="&quot;&gt;&lt;script&gt;&amp;&#39;"><b>1</b>&lt;i&gt;</p>',
  );
});

test('figures are by month in UTC and impact, with the months without incidents and medians over what is known', () => {
  const incident = (day: string, impact: number, more: Partial<ArchiveSummary> = {}): ArchiveSummary => ({
    path: '',
    title: '',
    impact,
    status: 'RESOLVED',
    account: '111122223333',
    plan: 'plan',
    createdAtMs: Date.parse(day),
    events: 0,
    ...more,
  });
  const figures = figuresByMonth([
    incident('2026-01-31T23:59:59Z', 1, { acknowledgedAfterMs: 10, resolvedAfterMs: 100 }),
    incident('2026-01-01T00:00:00Z', 1, { acknowledgedAfterMs: 20 }),
    incident('2026-03-01T00:00:00Z', 3),
  ]);
  expect(figures.map(({ month }) => month)).toEqual(['2026-01', '2026-02', '2026-03']);
  expect(figures[0]?.cells.get(1)).toEqual({ count: 2, acknowledgedAfterMs: 15, resolvedAfterMs: 100 });
  expect(figures[1]?.cells.size).toBe(0);
  expect(figures[2]?.cells.get(3)).toEqual({ count: 1 });
});
