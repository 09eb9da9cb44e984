import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { brief } from '../text/sentence.ts';

/** What every surface tells of an incident; a record and a list's entry both have it. */
export type Incident = Pick<IncidentRecord, 'arn' | 'title' | 'status' | 'impact' | 'createdAtMs' | 'resolvedAtMs'>;

// Each state has its own shape (circle, tick, diamond, square): who cannot tell the colours can tell these.
const stateMarks = { open: '🔴', resolved: '✅', other: '🔷' } as const;
export const goneMark = '⬜';

const impactMarks: Readonly<Record<number, string>> = { 1: '‼️', 2: '❗', 3: '🔺', 4: '🔽', 5: '➖' };

/** A mark of the state, for before a title. Words stand nearby: the mark alone says nothing. */
export function stateMark(incident: Pick<Incident, 'status'>): string {
  return stateMarks[stateOf(incident)];
}

/** A mark of the impact, for before its word. */
export function impactMark(impact: number): string {
  return impactMarks[impact] ?? '❔';
}

/** `‼️ Critical (1)`: mark, word and AWS's number. */
export function impactWords(impact: number): string {
  const name = impactName(impact);
  return impactMarks[impact] === undefined
    ? `${impactMark(impact)} ${name}`
    : `${impactMark(impact)} ${name} (${impact})`;
}

/** `Open`, `Resolved`, or what AWS says that this version does not know: untrusted text. */
export function stateName(incident: Pick<Incident, 'status'>): string {
  const state = stateOf(incident);
  if (state === 'open') return 'Open';
  return state === 'resolved' ? 'Resolved' : brief(incident.status, 40) || 'State unknown';
}

/** `for 1 h 52 min` (or `after …` for a resolved one): how long an incident has been, or was, open. */
export function ageWords(incident: Incident, now: number): string {
  if (stateOf(incident) !== 'resolved') return `for ${durationText(now - incident.createdAtMs)}`;
  const lasted = openForMs(incident);
  return lasted === undefined ? '' : `after ${durationText(lasted)}`;
}

/** The title on one line. Incident Manager allows an empty one. */
export function titleOf(incident: Pick<Incident, 'title'>): string {
  const title = oneLine(incident.title);
  return hasInk(title) ? title : 'Untitled incident';
}
