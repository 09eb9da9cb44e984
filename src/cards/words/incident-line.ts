import type { OwnPart } from '../../incidents/people/own-part.ts';
import type { SlackPerson } from '../../incidents/people/responders.ts';
import { stateOf } from '../../incidents/state.ts';
import { date, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { nameOfPerson } from './responder-words.ts';
import { type Incident, stateMark, stateWords, titleOf } from './state-words.ts';

/** An incident in a list: the fields of ListIncidentRecords, and how the app follows it. */
export interface ListedIncident extends Incident {
  /** When the next status update of this channel (or person) is due, in epoch milliseconds. */
  nextPostAtMs?: number;
  /** Whether this channel, or one of the person's channels, watches it. */
  watched?: boolean;
  /** The permalink of its card. */
  cardUrl?: string;
  /** Who leads it. */
  lead?: SlackPerson;
  /** What the reader has to do with it. */
  part?: OwnPart;
}

const partWords = {
  lead: 'you lead',
  acknowledged: 'you acknowledged',
  paged: 'you were paged',
  'on it': 'you are on it',
} as const satisfies Record<OwnPart, string>;

/** One incident in two lines: the title, then impact, state, age, who leads it and what follows next. */
export function incidentLine(incident: ListedIncident): Mrkdwn {
  const { nextPostAtMs, watched, lead, part } = incident;
  const facts = join(
    [
      stateWords(incident),
      part === undefined ? undefined : mrkdwn`*${partWords[part]}*`,
      lead === undefined || part === 'lead' ? undefined : mrkdwn`Lead: ${nameOfPerson(lead, 40)}`,
      nextPostAtMs !== undefined
        ? mrkdwn`next status update ${date(nextPostAtMs, '{time}')}`
        : watched === true
          ? mrkdwn`watched`
          : undefined,
    ],
    ' · ',
  );
  return join([mrkdwn`${stateMark(incident)} *${truncate(titleOf(incident), 120)}*`, facts], '\n');
}

/** Sort order: open first, then by impact, then oldest first. */
export function byUrgency(a: Incident, b: Incident): number {
  const rank = (incident: Incident) => (stateOf(incident) === 'resolved' ? 1 : 0);
  return (
    rank(a) - rank(b) ||
    (rank(a) === 1 ? b.createdAtMs - a.createdAtMs : a.impact - b.impact || a.createdAtMs - b.createdAtMs)
  );
}
