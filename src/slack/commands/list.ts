import { incidentList } from '../../cards/surfaces/incident-list.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { matching } from '../../incidents/matching.ts';
import { withWatches } from '../../watches/with-watches.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { exportIncidents } from '../reports/export-incidents.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandCall } from './command.ts';

const headings = { open: 'Open incidents', resolved: 'Resolved incidents', all: 'All incidents' } as const;
type Which = keyof typeof headings;

const isWhich = (word: string): word is Which => Object.hasOwn(headings, word);

type Listing = Pick<Services, 'slack' | 'incidents' | 'watches' | 'permissions' | 'links' | 'now'>;

/** Of the words to search for, in characters. */
const longestSearch = 200;

/** `/incident list [open|resolved|all] [words]`: incidents of all allowed accounts, for the requester alone. */
export async function list({ requester, rest, services, triggerId, atMs }: CommandCall): Promise<void> {
  const days = csvDays(rest);
  if (days !== undefined) return exportIncidents(services, { requester, atMs, key: `trigger:${triggerId}` }, days);
  const [first = '', ...others] = rest.trim().split(/\s+/);
  const word = first.toLowerCase();
  const which = isWhich(word) ? word : undefined;
  const wanted = (which === undefined ? rest.trim() : others.join(' ')).slice(0, longestSearch);
  if (wanted.startsWith('-')) {
    throw new AppError(
      'not_understood',
      `I don't know "${wanted.slice(0, 40)}". A table takes --csv and a number of days: /incident list --csv 30.`,
    );
  }
  await tellList({ which: which ?? 'open', wanted, from: 0 }, requester, services);
}

const usualDays = 30;
const mostDays = 400;

/** @returns the period of `--csv [days]`; `undefined` for anything else */
function csvDays(text: string): number | undefined {
  const match = /^--csv(?:\s+(\d{1,6})(?:\s*d(?:ays?)?)?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  return Math.min(mostDays, Math.max(1, Number(match[1] ?? usualDays)));
}

/** A page of the list. */
interface Page {
  which: Which;
  /** Words that the title, the plan or the id of each incident has; `''` for all. */
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
  const incidents = withWatches(listed.incidents.filter(matching(wanted)), watches);
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

/** Tells the next page: what the list's own button asks for. A value that is not ours is ignored. */
export async function tellListPage(value: string, requester: Requester, services: Listing): Promise<void> {
  const [, which = '', from = '', wanted = ''] = /^(\w+) (\d{1,6})(?: (.*))?$/s.exec(value) ?? [];
  if (isWhich(which)) await tellList({ which, wanted, from: Number(from) }, requester, services);
}
