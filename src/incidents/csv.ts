import { impactName } from './impact.ts';
import type { IncidentSummary } from './record.ts';

/**
 * Places where a spreadsheet would begin a formula: at the start of a cell, and behind what parts cells where it is not the
 * comma (`;` in much of Europe, a tab) or behind a line's end, for such a reader does not see our quotation marks; each also
 * separated by blanks and quotation marks.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula =
  /(^|[;\t\r\n\v\f\u0085\u2028\u2029；])([[\p{Z}\p{C}"'`]--[\t\r\n\v\f\u0085\u2028\u2029]]*)(?=[=+\-@\|%＝＋－＠])/gv;
/** What a cell may not begin with. */
const control = /^[\t\r]/;

/** A cell of a row. Numbers are written without quotes. */
export type Cell = string | number | undefined;

/**
 * A table as CSV (RFC 4180). No cell is interpreted as a formula by a spreadsheet.
 * @param rows the header row first
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  // The byte order mark tells spreadsheets that this is UTF-8.
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = value.toWellFormed();
  const marked = text.replace(formula, (_, before: string, blanks: string) => `${before}'${blanks}`);
  const inert = control.test(marked) ? `'${marked}` : marked;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** An incident with its first acknowledgement. */
export interface CountedIncident {
  incident: IncidentSummary;
  /** Epoch milliseconds; absent: not acknowledged. */
  acknowledgedAtMs?: number;
}

const heading: readonly Cell[] = [
  'incident',
  'account',
  'response plan',
  'title',
  'status',
  'impact',
  'impact name',
  'started',
  'acknowledged',
  'resolved',
  'minutes to acknowledge',
  'minutes to resolve',
  'source',
  'resource',
  'arn',
];

/** Incidents as CSV, oldest first, with the minutes to acknowledge and to resolve each. Times are UTC. */
export function incidentCsv(incidents: readonly CountedIncident[]): string {
  const sorted = [...incidents].sort((a, b) => a.incident.createdAtMs - b.incident.createdAtMs);
  return csv([heading, ...sorted.map(row)]);
}

function row({ incident, acknowledgedAtMs }: CountedIncident): Cell[] {
  const { arn, title, status, impact, createdAtMs, resolvedAtMs, source } = incident;
  const { id, account, plan } = arn;
  return [
    id,
    account,
    plan,
    title,
    status,
    impact,
    impactName(impact),
    time(createdAtMs),
    time(acknowledgedAtMs),
    time(resolvedAtMs),
    minutes(createdAtMs, acknowledgedAtMs),
    minutes(createdAtMs, resolvedAtMs),
    source.name,
    source.resourceArn,
    arn.arn,
  ];
}

const latestMs = Date.UTC(9999, 0);
const time = (ms: number | undefined) =>
  ms === undefined || !(ms >= 0 && ms < latestMs)
    ? undefined
    : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** Cut, not rounded, as all durations are: three minutes and 59 seconds are not four anywhere. */
function minutes(fromMs: number, toMs: number | undefined): number | undefined {
  return toMs === undefined ? undefined : Math.floor(Math.max(0, toMs - fromMs) / 6000) / 10;
}
