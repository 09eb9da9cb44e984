import type { ButtonName } from '../../actions/actions.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { type CardBlock, type CardMessage, context, divider, header, section } from '../block-kit/blocks.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { headline } from '../words/headline.ts';
import { byUrgency, incidentLine, type ListedIncident } from '../words/incident-line.ts';
import { titleOf } from '../words/state-words.ts';
import { showButton, troubleLine, troubleText } from './incident-list.ts';

export interface DigestOptions {
  now: number;
  /** The start of the digest's period, in epoch milliseconds. */
  sinceMs: number;
  actions: ReadonlySet<ButtonName>;
  /** What could not be read. */
  trouble?: string;
}

/** The most open incidents that a digest names. */
export const openShown = 8;
const resolvedShown = 5;

/**
 * The daily digest of a channel: what is open, by impact; what was opened and resolved; how long it took. What does not
 * fit is counted, by impact.
 */
export function digest(incidents: readonly ListedIncident[], options: DigestOptions): CardMessage {
  const { now, sinceMs } = options;
  const open = incidents.filter((one) => stateOf(one) !== 'resolved').sort(byUrgency);
  const opened = incidents.filter((one) => one.createdAtMs >= sinceMs).length;
  const resolved = incidents.filter((one) => stateOf(one) === 'resolved' && (one.resolvedAtMs ?? 0) >= sinceMs);
  const [first] = open;
  const since = `${opened} opened and ${resolved.length} resolved ${period(now - sinceMs)}`;
  const nothing = options.trouble === undefined ? 'Nothing waits.' : 'Nothing waits among what was read.';
  const story = first === undefined ? nothing : `Most urgent: ${truncate(ended(headline(first, now)), 400)}`;
  const text = mrkdwn`${`${open.length} open${byImpact(open)}`}, ${since}. ${`${story}${troubleText(options.trouble)}`}`
    .text;
  const openPart = (shown: number): CardBlock[] => [
    ...open.slice(0, shown).map((one) => section(incidentLine(one), showButton(one, options))),
    ...rest(open.slice(shown)),
  ];
  const blocks = fitMessage(
    [
      {
        blocks: [
          header('Incidents today'),
          section(mrkdwn`*${open.length} open, ${since}*${timesLine(resolved)}`),
          ...troubleLine(options.trouble),
        ],
      },
      { blocks: openPart(openShown), shorter: [() => openPart(3)], yields: 1 },
      { blocks: resolvedLines(resolved, resolvedShown), shorter: [() => resolvedLines(resolved, 0)], yields: 2 },
    ],
    text.length,
  );
  return { text, blocks };
}

/** ` (1 Critical, 2 High)`; empty when there are none. */
function byImpact(incidents: readonly ListedIncident[]): string {
  const counts = Map.groupBy([...incidents].sort(byUrgency), ({ impact }) => impact);
  const words = [...counts].map(([impact, those]) => `${those.length} ${impactName(impact)}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

const period = (ms: number) => (ms <= 26 * 3_600_000 ? 'since yesterday' : `in ${durationText(ms)}`);
const rest = (left: readonly ListedIncident[]) =>
  left.length > 0
    ? [context(mrkdwn`${`${left.length} more open${byImpact(left)}`}: /incident list shows them all`)]
    : [];

function timesLine(resolved: readonly ListedIncident[]): Mrkdwn | string {
  const times = resolved
    .map(openForMs)
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  const longest = times.at(-1);
  if (middle === undefined || longest === undefined) return '';
  return times.length === 1
    ? mrkdwn`\nTime to resolve: ${durationText(longest)}`
    : mrkdwn`\nTime to resolve: half within ${durationText(middle)}, the longest ${durationText(longest)}`;
}

function resolvedLines(resolved: readonly ListedIncident[], shown: number): CardBlock[] {
  if (resolved.length === 0) return [];
  const lines = resolved.slice(0, shown).map((one) => {
    const lasted = openForMs(one);
    return mrkdwn`✅ ${truncate(titleOf(one), 120)}${lasted === undefined ? '' : mrkdwn`, after ${durationText(lasted)}`}`;
  });
  const left = resolved.length - lines.length;
  const more = left > 0 ? mrkdwn`${left} ${lines.length > 0 ? 'more ' : ''}resolved` : undefined;
  return [divider, section(join([...lines, more], '\n'))];
}
