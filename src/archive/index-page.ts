import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isolated, oneLine } from '../cards/text/clean-text.ts';
import { utc } from '../cards/text/mrkdwn.ts';
import { durationText } from '../incidents/duration.ts';
import { impactName } from '../incidents/impact.ts';
import type { ArchiveSummary } from './archive-summary.ts';
import { countChart, durationChart, impactTable } from './charts.ts';
import { type Html, html, ownText } from './html.ts';
import { figuresByImpact, figuresByMonth } from './statistics.ts';

const style = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
const script = readFileSync(new URL('./page/table.js', import.meta.url), 'utf8');

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Nothing is loaded, sent or run but what stands in the page. */
const policy = `default-src 'none'; style-src ${sourceHash(style)}; script-src ${sourceHash(script)}; base-uri 'none'; form-action 'none'`;

/** More months than these make no chart that can be read: the newest are shown. */
const mostMonths = 120;

/**
 * The archive's index, piece by piece: one page that needs no server and no other file.
 * @param incidents in any order
 */
export function* indexPage(incidents: readonly ArchiveSummary[], finishedAtMs: number): Generator<string> {
  const newestFirst = [...incidents].sort((one, other) => other.createdAtMs - one.createdAtMs);
  const figures = figuresByMonth(incidents).slice(-mostMonths);
  const accounts = [...new Set(incidents.map(({ account }) => account))].sort();
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Incidents</title>
<style>${ownText(style)}</style>
</head>
<body>
<h1>Incidents</h1>
<p class="facts">${incidents.length} incidents of ${accounts.length === 1 ? 'account' : 'accounts'} ${accounts.join(', ')}. Archived ${utc(finishedAtMs)} from AWS Systems Manager Incident Manager. All times are UTC.</p>
${impactTable(figuresByImpact(incidents))}
<div class="charts">
${countChart(figures)}${durationChart('Median time to acknowledge', figures, 'acknowledgedAfterMs')}${durationChart('Median time to resolve', figures, 'resolvedAfterMs')}</div>
<form>
<input type="search" name="words" placeholder="Words in the title, response plan or date" aria-label="Filter by words">
${choice(
  'impact',
  'Any impact',
  valuesOf(incidents, 'impact', (impact) => impactName(Number(impact))),
)}
${choice('state', 'Any state', valuesOf(incidents, 'status'))}
${choice('account', 'Any account', valuesOf(incidents, 'account'))}
<output id="shown"></output>
</form>
<table id="incidents">
<thead><tr>${headings}</tr></thead>
<tbody>
`.html;
  for (const incident of newestFirst) yield row(incident).html;
  yield html`</tbody>
</table>
<script>${ownText(script)}</script>
</body>
</html>
`.html;
}

const headings = [
  'Started',
  'Impact',
  'Title',
  'State',
  'Acknowledged after',
  'Resolved after',
  'Response plan',
  'Account',
  'Events',
]
  .map((name) => html`<th scope="col"><button type="button">${name}</button></th>`)
  .concat(html`<th scope="col">Data</th>`);

function row(incident: ArchiveSummary): Html {
  const { path, impact, status, account, plan, createdAtMs, acknowledgedAfterMs, resolvedAfterMs, events } = incident;
  const title = isolated(oneLine(incident.title)) || 'Untitled';
  const lacks = incident.lacks === undefined ? '' : ' (incomplete)';
  return html`<tr data-impact="${impact}" data-state="${status}" data-account="${account}"><td data-sort="${createdAtMs}">${utc(createdAtMs).replace(' UTC', '')}</td><td data-sort="${impact}"><span class="dot impact-${impact}"></span>${impactName(impact)}</td><td><a href="${path}.md">${title}</a>${lacks}</td><td>${stateName(status)}</td>${duration(acknowledgedAfterMs)}${duration(resolvedAfterMs)}<td>${plan}</td><td>${account}</td><td data-sort="${events}">${events}</td><td><a href="${path}.json">JSON</a></td></tr>
`;
}

const duration = (ms: number | undefined): Html =>
  ms === undefined ? html`<td data-sort="">–</td>` : html`<td data-sort="${ms}">${durationText(ms)}</td>`;

const stateName = (status: string): string =>
  status === 'OPEN' ? 'Open' : status === 'RESOLVED' ? 'Resolved' : oneLine(status);

/** The values of a field that occur, each with its name. */
function valuesOf(
  incidents: readonly ArchiveSummary[],
  field: 'impact' | 'status' | 'account',
  nameOf: (value: string) => string = (value) => (field === 'status' ? stateName(value) : value),
): [string, string][] {
  const values = [...new Set(incidents.map((each) => String(each[field])))].sort();
  return values.map((value) => [value, nameOf(value)]);
}

function choice(name: string, any: string, values: readonly [string, string][]): Html {
  const options = values.map(([value, words]) => html`<option value="${value}">${words}</option>`);
  return html`<select name="${name}" aria-label="${any}"><option value="">${any}</option>${options}</select>`;
}
