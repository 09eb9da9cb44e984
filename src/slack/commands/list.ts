import { incidentList } from '../../cards/surfaces/incident-list.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
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

/** `/incident list [open|resolved|all]`: incidents of all allowed accounts, for the requester alone. */
export async function list({ requester, rest, services, triggerId, atMs }: CommandCall): Promise<void> {
  const days = csvDays(rest);
  if (days !== undefined) return exportIncidents(services, { requester, atMs, key: `trigger:${triggerId}` }, days);
  const word = rest.toLowerCase() || 'open';
  if (!isWhich(word)) {
    throw new AppError(
      'not_understood',
      `I do not know “${word.slice(0, 40)}” here. /incident list takes open, resolved or all, or --csv and a number of days.`,
    );
  }
  await tellList(word, 0, requester, services);
}

const usualDays = 30;
const mostDays = 400;

/** @returns the period of `--csv [days]`; `undefined` for anything else */
function csvDays(text: string): number | undefined {
  const match = /^--csv(?:\s+(\d{1,6})(?:\s*d(?:ays?)?)?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  return Math.min(mostDays, Math.max(1, Number(match[1] ?? usualDays)));
}

/** Tells the requester a page of the list, from its entry number `from` on. */
async function tellList(which: Which, from: number, requester: Requester, services: Listing): Promise<void> {
  const status = which === 'all' ? {} : { status: which === 'open' ? ('OPEN' as const) : ('RESOLVED' as const) };
  const [listed, watches] = await Promise.all([
    services.incidents.listIncidents(status),
    requester.channel === '' ? [] : services.watches.inChannel(requester.channel),
  ]);
  const incidents = withWatches(listed.incidents, watches);
  const trouble = gapLine(listed.gaps);
  const { now, actions } = cardOptions(services);
  const nextValue = (next: number) => `${which} ${next}`;
  await tell(
    services.slack,
    requester,
    incidentList(incidents, { now, actions, from, nextValue, heading: headings[which], ...(trouble && { trouble }) }),
  );
}

/** Tells the next page: what the list's own button asks for. A value that is not ours is ignored. */
export async function tellListPage(value: string, requester: Requester, services: Listing): Promise<void> {
  const [which = '', from = ''] = value.split(' ');
  if (isWhich(which) && /^\d{1,6}$/.test(from)) await tellList(which, Number(from), requester, services);
}
