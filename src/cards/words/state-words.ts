import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { date, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';

/** The fields that every surface shows. Both a record and a list entry have them. */
export type Incident = Pick<IncidentRecord, 'arn' | 'title' | 'status' | 'impact' | 'createdAtMs' | 'resolvedAtMs'>;

export const goneMark = '⬜';
const resolvedMark = '✅';
const impactMarks: Readonly<Record<number, string>> = { 1: '🔴', 2: '🟠', 3: '🟡', 4: '🔵', 5: '⚪' };

/** A mark for before a title: by impact while the incident is open. Words stand nearby: the mark alone says nothing. */
export function stateMark(incident: Pick<Incident, 'status' | 'impact'>): string {
  return stateOf(incident) === 'resolved' ? resolvedMark : (impactMarks[incident.impact] ?? '❔');
}

/** `Open`, `Resolved`, or an unknown status as AWS spells it: untrusted. */
export function stateName(incident: Pick<Incident, 'status'>): string {
  const state = stateOf(incident);
  if (state === 'open') return 'Open';
  return state === 'resolved' ? 'Resolved' : brief(incident.status, 40) || 'State unknown';
}

/** How long an incident has been open (`for 1 h 52 min`) or was open (`after 1 h 52 min`). */
export function ageWords(incident: Incident, now: number): string {
  if (stateOf(incident) !== 'resolved') return `for ${durationText(now - incident.createdAtMs)}`;
  const lasted = openForMs(incident);
  return lasted === undefined ? '' : `after ${durationText(lasted)}`;
}

/**
 * `Critical · open 1 h 52 min`, or `Resolved after 1 h 52 min · High`: the words that the mark stands for. Untrusted but for
 * the time.
 * @param now absent where the words stand longer than the moment: Slack itself then tells how long ago it was
 */
export function stateWords(incident: Incident, now?: number): Mrkdwn {
  const impact = mrkdwn`*${impactName(incident.impact)}*`;
  if (stateOf(incident) === 'resolved') {
    return join([mrkdwn`*Resolved* ${ageWords(incident, 0)}`, impact], ' · ');
  }
  const other = stateOf(incident) === 'open' ? undefined : mrkdwn`${stateName(incident)}`;
  return join([impact, other, openWords(incident, now)], ' · ');
}

function openWords({ createdAtMs }: Incident, now: number | undefined): Mrkdwn {
  return now === undefined
    ? mrkdwn`opened ${date(createdAtMs, '{ago}')}`
    : mrkdwn`open ${durationText(now - createdAtMs)}`;
}

/** The title on one line. Incident Manager allows an empty one. */
export function titleOf(incident: Pick<Incident, 'title'>): string {
  const title = oneLine(incident.title);
  return hasInk(title) ? title : 'Untitled incident';
}
