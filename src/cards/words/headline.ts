import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { mrkdwn, type SafeText } from '../text/mrkdwn.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { nextStep } from './attention-words.ts';
import { ageWords, type Incident, stateName, titleOf } from './state-words.ts';

const longestTitle = 200;

/** `Critical, open for 1 h 52 min: Checkout latency`: state, impact, age and title, without its full stop. Untrusted. */
export function headline(incident: Incident, now: number): string {
  const title = truncate(titleOf(incident), longestTitle);
  const impact = impactName(incident.impact);
  if (stateOf(incident) !== 'resolved') {
    return `${impact}, ${lowerOpen(stateName(incident))} ${ageWords(incident, now)}: ${title}`;
  }
  const lasted = openForMs(incident);
  return `Resolved${lasted === undefined ? '' : ` after ${durationText(lasted)}`}, was ${impact}: ${title}`;
}

/** The whole story in one line, for the lock screen and the screen reader: a message's top-level `text`. */
export function storyText(snapshot: IncidentSnapshot, now: number): SafeText {
  return mrkdwn`${truncate(`${ended(headline(snapshot.record, now))} ${nextStep(snapshot, now)}`, 600)}`.text;
}

const lowerOpen = (word: string) => (word === 'Open' ? 'open' : word);
