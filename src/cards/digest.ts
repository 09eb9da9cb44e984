import { durationText } from '../incidents/duration.ts';
import { openForMs, stateOf } from '../incidents/state.ts';
import type { ActionName } from './action-ids.ts';
import { type CardMessage, context, divider, header, section } from './blocks.ts';
import { cut } from './cut.ts';
import { fitMessage } from './fit-message.ts';
import { headline } from './headline.ts';
import { incidentLine, type ListedIncident } from './incident-line.ts';
import { showButton } from './incident-list.ts';
import { join, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { ended } from './sentence.ts';
import { titleOf } from './state-words.ts';

export interface DigestOptions {
  now: number;
  /** Start of the period the digest tells of. */
  sinceMs: number;
  actions: ReadonlySet<ActionName>;
}

const openShown = 8;
const resolvedShown = 5;

/** The daily digest of a channel: what is open, the oldest first; what was opened and resolved; how long it took. */
export function digest(incidents: readonly ListedIncident[], options: DigestOptions): CardMessage {
  const { now, sinceMs } = options;
  const open = incidents.filter((one) => stateOf(one) !== 'resolved').sort((a, b) => a.createdAtMs - b.createdAtMs);
  const opened = incidents.filter((one) => one.createdAtMs >= sinceMs).length;
  const resolved = incidents.filter((one) => stateOf(one) === 'resolved' && (one.resolvedAtMs ?? 0) >= sinceMs);
  const [oldest] = open;
  const counts = `${open.length} open, ${opened} opened and ${resolved.length} resolved ${period(now - sinceMs)}`;
  const story = oldest === undefined ? 'Nothing waits.' : `Oldest: ${cut(ended(headline(oldest, now)), 400)}`;
  const text = mrkdwn`${counts}. ${story}`.text;
  const rows = open.slice(0, openShown).map((one) => section(incidentLine(one, now), showButton(one, options)));
  const blocks = fitMessage(
    [
      { blocks: [header('Incidents today'), section(mrkdwn`*${counts}*${timesLine(resolved)}`)] },
      { blocks: rows, shorter: [() => rows.slice(0, 3)], yields: 1 },
      { blocks: rest(open.length - openShown) },
      { blocks: resolvedLines(resolved), shorter: [() => []], yields: 2 },
    ],
    text.length,
  );
  return { text, blocks };
}

const period = (ms: number) => (ms <= 26 * 3_600_000 ? 'since yesterday' : `in ${durationText(ms)}`);
const rest = (count: number) =>
  count > 0 ? [context(mrkdwn`${count} more are open: /incident list shows them all`)] : [];

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

function resolvedLines(resolved: readonly ListedIncident[]) {
  if (resolved.length === 0) return [];
  const lines = resolved.slice(0, resolvedShown).map((one) => {
    const lasted = openForMs(one);
    return mrkdwn`✅ ${cut(titleOf(one), 120)}${lasted === undefined ? '' : mrkdwn`, after ${durationText(lasted)}`}`;
  });
  const more = resolved.length - resolvedShown;
  return [divider, section(join([...lines, more > 0 ? mrkdwn`${more} more resolved` : undefined], '\n'))];
}
