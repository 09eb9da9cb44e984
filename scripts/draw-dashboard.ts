import type { Series } from '../test/metrics/prometheus-server.ts';

/** What this reads of a Grafana dashboard. */
export interface Dashboard {
  title: string;
  panels: readonly Panel[];
}

interface Panel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: {
    defaults: { unit?: string; thresholds?: { steps: readonly { color: string; value: number | null }[] } };
  };
  targets?: readonly { expr: string; legendFormat: string }[];
}

interface Line {
  name: string;
  values: readonly (readonly [number, number])[];
}

interface Range {
  fromS: number;
  toS: number;
}

/** An expression of the dashboard with its variables set, for scrapes four times a second. */
export const expressionOf = (expression: string): string =>
  expression.replaceAll('$__rate_interval', '10s').replaceAll('$instance', '.*');

/** Grafana draws 24 columns, and 30 pixels a row. */
const [columnPx, rowPx, gapPx, headPx] = [52, 30, 8, 40];
const colors = [
  '#73bf69',
  '#f2cc0c',
  '#8ab8ff',
  '#ff780a',
  '#f2495c',
  '#5794f2',
  '#b877d9',
  '#37872d',
  '#fa6400',
  '#c4162a',
];
const thresholdColors: Readonly<Record<string, string>> = {
  green: '#1a7f37',
  red: '#c4162a',
  orange: '#c25700',
  blue: '#1f60c4',
};
const ink = { page: '#111217', panel: '#181b1f', border: '#2c3235', text: '#ccccdc', faint: '#8e8e9c' };
/** The most names in a legend; the largest lines come first. */
const maxNames = 6;

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const label = (x: number, y: number, text: string, rest = ''): string =>
  `<text x="${Math.round(x)}" y="${Math.round(y)}" ${rest}>${escapeXml(text)}</text>`;
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** A value in the unit of its panel, as short as Grafana writes it. */
function written(value: number, unit = 'none'): string {
  const short = (number: number): string => String(Number(number.toPrecision(3)));
  if (unit === 's') return value !== 0 && value < 1 ? `${short(value * 1000)} ms` : `${short(value)} s`;
  if (unit === 'bytes') return `${short(value / 1024 / 1024)} MiB`;
  if (unit === 'percentunit') return `${short(value * 100)}%`;
  if (unit === 'reqps') return `${short(value)} req/s`;
  if (unit === 'ops') return `${short(value)} ops/s`;
  return short(value);
}

/**
 * Draws a dashboard as SVG: rows, stats and time series with their titles, units, thresholds and places.
 * @param query the series of an expression of the dashboard
 */
export async function drawDashboard(
  { title, panels }: Dashboard,
  range: Range,
  query: (expression: string) => Promise<Series[]>,
): Promise<string> {
  const drawn: string[] = [];
  for (const panel of panels) {
    const lines: Line[] = [];
    for (const { expr, legendFormat } of panel.targets ?? []) {
      for (const { metric, values } of await query(expr)) {
        const name = legendFormat.replace(/\{\{(\w+)\}\}/g, (_, key: string) => metric[key] ?? '');
        const numbers = values.map(([atS, value]) => [atS, Number(value)] as const);
        lines.push({ name, values: numbers.filter(([, value]) => Number.isFinite(value)) });
      }
    }
    drawn.push(drawPanel(panel, lines, range));
  }
  const width = 24 * columnPx + gapPx;
  const height = headPx + rowPx * Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) + gapPx;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" \
font-family="Inter, Helvetica, Arial, sans-serif" font-size="11" fill="${ink.text}">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="${ink.page}"/>
${label(gapPx * 2, 26, title, 'font-size="16"')}
${drawn.join('\n')}
</svg>
`;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function drawPanel(panel: Panel, lines: readonly Line[], range: Range): string {
  const { x, y, w, h } = panel.gridPos;
  const box = {
    x: x * columnPx + gapPx,
    y: headPx + y * rowPx,
    width: w * columnPx - gapPx,
    height: h * rowPx - gapPx,
  };
  const title = label(box.x + 10, box.y + 20, panel.title, 'font-weight="600" font-size="12"');
  if (panel.type === 'row') return title;
  if (panel.type === 'stat') return drawStat(panel, lines, box) + title;
  const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="${ink.panel}" stroke="${ink.border}"/>`;
  return frame + title + drawChart(panel, lines, box, range);
}

function drawStat(panel: Panel, lines: readonly Line[], { x, y, width, height }: Box): string {
  const { unit, thresholds } = panel.fieldConfig?.defaults ?? {};
  const value = lines[0]?.values.at(-1)?.[1];
  const step = thresholds?.steps.findLast((one) => value !== undefined && (one.value === null || value >= one.value));
  const text = lines[0]?.name || (value === undefined ? 'No data' : written(value, unit));
  const fill = thresholdColors[step?.color ?? ''] ?? ink.panel;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${ink.border}"/>${label(
    x + width / 2,
    y + height / 2 + 20,
    text,
    'text-anchor="middle" font-size="32"',
  )}`;
}

function drawChart(panel: Panel, lines: readonly Line[], { x, y, width, height }: Box, { fromS, toS }: Range): string {
  const unit = panel.fieldConfig?.defaults.unit;
  const named = [...lines].sort((a, b) => largest([b]) - largest([a]));
  const names = named.slice(0, maxNames).map(({ name }) => name);
  const perRow = Math.max(1, Math.min(4, Math.floor((width - 20) / (28 + 5.8 * longest(names)))));
  const legendPx = 14 * Math.ceil(names.length / perRow);
  const plot = { left: x + 62, right: x + width - 12, top: y + 34, bottom: y + height - 26 - legendPx };
  if (!lines.some(({ values }) => values.length > 0)) {
    return label(
      (plot.left + plot.right) / 2,
      (plot.top + plot.bottom) / 2,
      'No data',
      `text-anchor="middle" fill="${ink.faint}"`,
    );
  }
  const top = 4 * roundUp(largest(lines) / 4 || 0.25);
  const atX = (s: number): number => plot.left + ((s - fromS) / (toS - fromS)) * (plot.right - plot.left);
  const atY = (value: number): number => plot.bottom - (value / top) * (plot.bottom - plot.top);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const tickY = atY(part * top);
    const line = `<path d="M${plot.left} ${tickY.toFixed(1)}H${plot.right}" stroke="${ink.border}"/>`;
    return (
      line +
      label(plot.left - 6, tickY + 4, written(part * top, unit), `text-anchor="end" fill="${ink.faint}" font-size="10"`)
    );
  });
  const minutes = Array.from({ length: Math.floor((toS - fromS) / 60) + 1 }, (_, minute) =>
    label(
      atX(fromS + minute * 60),
      plot.bottom + 14,
      `${minute} min`,
      `text-anchor="middle" fill="${ink.faint}" font-size="10"`,
    ),
  );
  const paths = named.map(({ values }, index) => {
    const path = values
      .map(([s, value], at) => `${at === 0 ? 'M' : 'L'}${atX(s).toFixed(0)} ${atY(value).toFixed(1)}`)
      .join('');
    return `<path d="${path}" fill="none" stroke="${colors[index % colors.length]}" stroke-width="1.3"/>`;
  });
  const legend = names.map((name, index) => {
    const legendX = x + 12 + (index % perRow) * ((width - 20) / perRow);
    const legendY = plot.bottom + 32 + 14 * Math.floor(index / perRow);
    const dash = `<path d="M${legendX.toFixed(0)} ${legendY - 4}h10" stroke="${colors[index % colors.length]}" stroke-width="3"/>`;
    return dash + label(legendX + 14, legendY, cut(name, Math.floor((width / perRow - 30) / 5.6)), 'font-size="10"');
  });
  return [...ticks, ...minutes, ...paths, ...legend].join('');
}

const longest = (names: readonly string[]): number => Math.max(...names.map(({ length }) => length));

/** The next number of 1, 2, 2.5 and 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 5].find((one) => value <= one * power) ?? 10);
}

const largest = (lines: readonly Line[]): number =>
  Math.max(0, ...lines.flatMap(({ values }) => values.map(([, value]) => value)));
