import { timelineCard, timelineCardLength } from '../../cards/answers/timeline-card.ts';
import { incidentList, listPageLength } from '../../cards/surfaces/incident-list.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { byUrgency } from '../../cards/words/incident-line.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { namedIncident } from '../../incidents/naming/named-incident.ts';
import { namedOpsItem } from '../../incidents/ops-item.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import { withLeads } from '../../posting/with-leads.ts';
import { withWatches } from '../../watches/with-watches.ts';
import { updatesBefore } from '../actions/updates-before.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { type ShowingIncident, showIncident } from '../channel/show-incident.ts';
import { type ShowingOpsItem, showOpsItem } from '../ops-items/show-ops-item.ts';
import { type Exporting, exportIncidents } from '../reports/export-incidents.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { type CommandCall, moveToCardGroup } from './command.ts';

/** `/incident <arn>`, and `/incident show [<arn>]`: an incident, or an OpsItem. */
export async function show(
  call: CommandCall<Targeting & ShowingIncident & ShowingOpsItem & Pick<Services, 'queue'>>,
): Promise<void> {
  const { requester, rest, services } = call;
  const opsItem = namedIncident(rest).kind === 'incident' ? undefined : namedOpsItem(rest);
  if (opsItem !== undefined) return showOpsItem(opsItem, requester, services);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  if (await moveToCardGroup(call, arn, `show ${arn.arn}`)) return;
  await showIncident(arn, requester, services);
}

/** `/incident timeline [<arn>]`: the newest events, for the requester alone. */
export async function timeline({
  requester,
  rest,
  services,
}: CommandCall<Targeting & Pick<Services, 'readTimeline' | 'slack'>>): Promise<void> {
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  const [record, page] = await Promise.all([
    services.incidents.getIncident(arn),
    services.readTimeline(arn, timelineCardLength),
  ]);
  const before = await updatesBefore(arn, page, services);
  await tell(services.slack, requester, timelineCard(record, page.events, page.next !== undefined, before));
}

const headings = { open: 'Open incidents', resolved: 'Resolved incidents', all: 'All incidents' } as const;
type Which = keyof typeof headings;

const isWhich = (word: string): word is Which => Object.hasOwn(headings, word);

type Listing = Pick<Services, 'slack' | 'incidents' | 'watches' | 'responders' | 'permissions' | 'links' | 'now'>;

/** The longest search text, in characters. */
const longestSearch = 200;

/** `/incident list [open|resolved|all] [text]`: the incidents of all allowed accounts, for the requester alone. */
export async function list({
  requester,
  rest,
  services,
  triggerId,
  atMs,
}: CommandCall<Listing & Exporting>): Promise<void> {
  const days = csvDays(rest);
  if (days !== undefined) return exportIncidents(services, { requester, atMs, key: `trigger:${triggerId}` }, days);
  const [first = '', ...others] = rest.trim().split(/\s+/);
  const word = first.toLowerCase();
  const which = isWhich(word) ? word : undefined;
  const wanted = (which === undefined ? rest.trim() : others.join(' ')).slice(0, longestSearch);
  if (wanted.startsWith('-')) {
    throw new AppError(
      'not_understood',
      `I don't know "${wanted.slice(0, 40)}". For a table: /incident list --csv 30, where 30 is the number of days.`,
    );
  }
  await tellList({ which: which ?? 'open', wanted, from: 0 }, requester, services);
}

const usualDays = 30;
const mostDays = 400;

/** @returns the number of days of `--csv [days]`; `undefined` for anything else */
function csvDays(text: string): number | undefined {
  const match = /^--csv(?:\s+(\d{1,6})(?:\s*d(?:ays?)?)?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  return Math.min(mostDays, Math.max(1, Number(match[1] ?? usualDays)));
}

/** A page of the list. */
interface Page {
  which: Which;
  /** A text that the title, plan or id of each incident contains; `''` for all incidents. */
  wanted: string;
  /** Index of the first incident to show. */
  from: number;
}

async function tellList({ which, wanted, from }: Page, requester: Requester, services: Listing): Promise<void> {
  const status = which === 'all' ? {} : { status: which === 'open' ? ('OPEN' as const) : ('RESOLVED' as const) };
  const [listed, watches] = await Promise.all([
    services.incidents.listIncidents(status),
    requester.channel === '' ? [] : services.watches.inChannel(requester.channel),
  ]);
  const found = withWatches(listed.incidents.filter(matching(wanted)), watches).sort(byUrgency);
  const to = from + listPageLength;
  const incidents = [
    ...found.slice(0, from),
    ...(await withLeads(found.slice(from, to), services.responders)),
    ...found.slice(to),
  ];
  const trouble = gapLine(listed.gaps);
  const { now, actions } = cardOptions(services);
  const nextValue = (next: number) => `${which} ${next} ${wanted}`.trim();
  const heading = wanted === '' ? headings[which] : `${headings[which]} with "${truncate(wanted, 60)}"`;
  await tell(
    services.slack,
    requester,
    incidentList(incidents, { now, actions, from, nextValue, heading, ...(trouble && { trouble }) }),
  );
}

/** Shows the page of the list's own button. A value that this app did not write is ignored. */
export async function tellListPage(value: string, requester: Requester, services: Listing): Promise<void> {
  const [, which = '', from = '', wanted = ''] = /^(\w+) (\d{1,6})(?: (.*))?$/s.exec(value) ?? [];
  if (isWhich(which)) await tellList({ which, wanted, from: Number(from) }, requester, services);
}

/**
 * Creates a filter by words, in any case and order: each must occur in the title, the response plan's name or the id.
 * @param words separated by white space; empty: every incident matches
 */
function matching(words: string): (incident: Pick<IncidentSummary, 'arn' | 'title'>) => boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ arn, title }) => {
    const text = `${title} ${arn.plan}/${arn.id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
