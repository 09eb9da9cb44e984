import { durationText } from '../incidents/duration.ts';
import { impactName } from '../incidents/impact.ts';
import { type Html, html } from './html.ts';
import type { Cell, MonthFigures } from './statistics.ts';

const height = 120;
const top = 12;
const axisWidth = 64;
const groupWidth = 44;
const barWidth = 7;
const minuteMs = 60_000;
const impacts = [1, 2, 3, 4, 5] as const;

/** A line across the chart, and what it stands for. */
interface Guide {
  /** 0 at the bottom to 1 at the top. */
  at: number;
  label: string;
}

/** How many incidents started in each month, stacked by impact. */
export function countChart(figures: readonly MonthFigures[]): Html {
  const totals = figures.map(({ cells }) => impacts.reduce((sum, impact) => sum + (cells.get(impact)?.count ?? 0), 0));
  const most = Math.max(1, ...totals);
  const bars = figures.flatMap(({ month, cells }, index) => {
    let below = 0;
    return impacts.flatMap((impact) => {
      const { count = 0 } = cells.get(impact) ?? {};
      if (count === 0) return [];
      below += count;
      const box = { x: xOf(index) + 8, width: groupWidth - 16, from: (below - count) / most, to: below / most };
      return [bar(box, impact, `${month}, ${impactName(impact)}: ${count}`)];
    });
  });
  const guides = [...new Set([0, Math.round(most / 2), most])].map((count) => ({
    at: count / most,
    label: String(count),
  }));
  return chart('Incidents by month', figures, guides, bars);
}

/** The median time of each month and impact, on a scale where each step is several times the one below. */
export function durationChart(
  title: string,
  figures: readonly MonthFigures[],
  which: 'acknowledgedAfterMs' | 'resolvedAfterMs',
): Html {
  const all = figures.flatMap(({ cells }) => [...cells.values()].flatMap((cell) => cell[which] ?? []));
  const longest = Math.max(60 * minuteMs, ...all);
  const heightOf = (ms: number) => Math.log(Math.max(1, ms / minuteMs)) / Math.log(longest / minuteMs);
  const bars = figures.flatMap(({ month, cells }, index) =>
    impacts.flatMap((impact) => {
      const ms = cells.get(impact)?.[which];
      if (ms === undefined) return [];
      const box = {
        x: xOf(index) + 4 + (impact - 1) * barWidth,
        width: barWidth - 1,
        from: 0,
        to: Math.max(0.01, heightOf(ms)),
      };
      return [bar(box, impact, `${month}, ${impactName(impact)}: ${durationText(ms)}`)];
    }),
  );
  const steps = [1, 10, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60, 365 * 24 * 60];
  const guides = steps
    .map((minutes) => minutes * minuteMs)
    .filter((ms) => ms <= longest)
    .map((ms) => ({ at: heightOf(ms), label: durationText(ms) }));
  return chart(title, figures, guides, bars);
}

/** The same figures as a table, for all months together. */
export function impactTable(figures: ReadonlyMap<number, Cell>): Html {
  const time = (ms: number | undefined) => (ms === undefined ? '–' : durationText(ms));
  const rows = [...figures].map(
    ([impact, { count, acknowledgedAfterMs, resolvedAfterMs }]) =>
      html`<tr><th scope="row"><span class="dot impact-${impact}"></span>${impactName(impact)}</th><td>${count}</td><td>${time(acknowledgedAfterMs)}</td><td>${time(resolvedAfterMs)}</td></tr>`,
  );
  return html`<table class="figures"><thead><tr><th scope="col">Impact</th><th scope="col">Incidents</th><th scope="col">Median time to acknowledge</th><th scope="col">Median time to resolve</th></tr></thead><tbody>${rows}</tbody></table>`;
}

const xOf = (index: number): number => index * groupWidth;
const yOf = (at: number): number => top + (1 - at) * height;
const rounded = (value: number): number => Math.round(value * 10) / 10;

interface Box {
  x: number;
  width: number;
  from: number;
  to: number;
}

function bar({ x, width, from, to }: Box, impact: number, words: string): Html {
  const y = rounded(yOf(to));
  return html`<rect class="impact-${impact}" x="${x}" y="${y}" width="${width}" height="${rounded(yOf(from) - y)}"><title>${words}</title></rect>`;
}

/** The scale stands beside what scrolls, so that it stays in sight. */
function chart(title: string, figures: readonly MonthFigures[], guides: readonly Guide[], bars: readonly Html[]): Html {
  const width = Math.max(1, figures.length) * groupWidth;
  const whole = top + height + 24;
  const placed = guides.map(({ at, label }) => ({ y: rounded(yOf(at)), label }));
  const labels = placed.map(
    ({ y, label }) => html`<text x="${axisWidth - 6}" y="${y + 4}" text-anchor="end">${label}</text>`,
  );
  const lines = placed.map(({ y }) => html`<line x1="0" x2="${width}" y1="${y}" y2="${y}"/>`);
  const months = figures.map(
    ({ month }, index) =>
      html`<text x="${xOf(index) + groupWidth / 2}" y="${top + height + 16}" text-anchor="middle">${month.slice(2)}</text>`,
  );
  return html`<figure><figcaption>${title}</figcaption><div class="chart"><svg aria-hidden="true" width="${axisWidth}" height="${whole}">${labels}</svg><div class="scroll" tabindex="0"><svg role="img" aria-label="${title}" width="${width}" height="${whole}">${lines}${bars}${months}</svg></div></div></figure>
`;
}
