import { attentionOf } from '../../incidents/attention.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { join, type Mrkdwn, mrkdwn, type SafeText, truncateMrkdwn } from '../text/mrkdwn.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { briefAttention, nextStep } from './attention-words.ts';
import { engagementSentence } from './engagement-words.ts';
import { nameOfPerson, onItSentence } from './responder-words.ts';
import { ageWords, type Incident, stateName, titleOf } from './state-words.ts';

const longestTitle = 200;

/** `Critical, open for 1 h 52 min: Checkout latency`: state, impact, age and title, without a full stop. Untrusted. */
export function headline(incident: Incident, now: number): string {
  const title = truncate(titleOf(incident), longestTitle);
  const impact = impactName(incident.impact);
  if (stateOf(incident) !== 'resolved') {
    return `${impact}, ${lowerOpen(stateName(incident))} ${ageWords(incident, now)}: ${title}`;
  }
  const lasted = openForMs(incident);
  return `Resolved${lasted === undefined ? '' : ` after ${durationText(lasted)}`}, was ${impact}: ${title}`;
}

/** What a lock screen shows of a message. */
const longestStory = 200;
const shortestTitle = 30;
/** `&amp;` */
const longestEscape = 5;

/**
 * The whole story in one line of at most 200 characters, for the lock screen and the screen reader: how bad, since when,
 * who is on it, what next. It is a message's top-level `text`.
 * @param head what stands first, made from the title: how bad, and since when
 */
export function storyText(
  snapshot: IncidentSnapshot,
  now: number,
  head = (title: string) => headline({ ...snapshot.record, title }, now),
): SafeText {
  return fittedStory(snapshot.record, `${whoWords(snapshot, now)}${nextStep(snapshot, now)}`, head);
}

/**
 * Shortens the title, then what follows it, until all of it fits a lock screen.
 * @param rest what follows, in sentences
 * @param head what stands before it, made from the title
 */
export function fittedStory(
  incident: Pick<Incident, 'title'>,
  rest: string,
  head: (title: string) => string,
): SafeText {
  const title = titleOf(incident);
  const start = title.slice(0, shortestTitle);
  // What escaping makes longer is cut shorter, so that it leaves room for what follows.
  const shortest = Math.floor((shortestTitle * start.length) / mrkdwn`${start}`.text.length);
  let titleRoom = Math.min(title.length, longestTitle);
  let restRoom = rest.length;
  for (;;) {
    const story = mrkdwn`${`${ended(head(truncate(title, titleRoom)))} ${truncate(rest, restRoom)}`}`;
    // Escaping makes a text longer: by how much is only known afterwards.
    const excess = story.text.length - longestStory;
    if (excess <= 0) return story.text;
    if (titleRoom > shortest) titleRoom = Math.max(shortest, titleRoom - excess);
    else if (restRoom > 0) restRoom = Math.max(0, restRoom - excess);
    else return truncateMrkdwn(story, longestStory).text;
  }
}

/** A story of our own words as a lock screen shows it: its end is cut. @param before stays whole */
export function lockScreenText(story: string, ...before: (Mrkdwn | undefined)[]): SafeText {
  let room = Math.min(story.length, longestStory);
  for (;;) {
    const { text } = join([...before, mrkdwn`${truncate(story, room)}`], ' ');
    const excess = text.length - longestStory;
    if (excess <= 0 || room === 0) return text;
    // An escaped character is up to five long.
    room = Math.max(0, room - Math.ceil(excess / longestEscape));
  }
}

/** Who is on it, as a sentence and a blank; empty where nothing is known of that. */
function whoWords(snapshot: IncidentSnapshot, now: number): string {
  const { engagements = [] } = snapshot;
  const lead = leadOf(snapshot);
  if (lead !== undefined) return `${nameOfPerson(lead, 40)} leads. `;
  if (stateOf(snapshot.record) === 'resolved') return '';
  const onIt = onItSentence(snapshot, 2, 30);
  if (onIt !== '') return `${ended(onIt)} `;
  const silence = attentionOf(snapshot, now).find(({ kind }) => kind === 'not_acknowledged');
  if (silence !== undefined) return `${briefAttention(silence)}. `;
  const sentence = engagementSentence(engagements, engagementsOlderMs(snapshot) !== undefined);
  return sentence === '' ? '' : `${ended(truncate(sentence, 70))} `;
}

const lowerOpen = (word: string) => (word === 'Open' ? 'open' : word);
