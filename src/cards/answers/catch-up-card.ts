import type { AlarmReading } from '../../incidents/alarm.ts';
import type { CatchUp, Happening, ImpactChange } from '../../incidents/catch-up/catch-up.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { personOf } from '../../incidents/people/person.ts';
import { lacksLead, leadRole, type Role } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { acknowledgedLine, stateLine } from '../surfaces/card-lines.ts';
import { date, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { mrkdwnPhrase, type Phrase, plainPhrase } from '../text/phrase.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { alarmStateLine } from '../words/alarm-words.ts';
import { attentionSentence } from '../words/attention-words.ts';
import { changeLine } from '../words/change-line.ts';
import { fittedStory, headline } from '../words/headline.ts';
import { nameOfPerson, onItSentence, roleTitle } from '../words/responder-words.ts';
import { runbookSentence } from '../words/runbook-words.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { timelineEntryPhrase } from '../words/timeline-words.ts';

export interface CatchUpCardOptions {
  /** Epoch milliseconds. */
  now: number;
  /** Why the timeline could not be read; one sentence. */
  trouble?: string;
}

const openShown = 2;
const impactsShown = 3;
const longestQuote = 110;

/**
 * What happened to an incident since the requester last caught up: at most 15 lines, for them alone. What is open now stands
 * before what happened, so that it and the buttons are on the screen of a phone.
 */
export function catchUpCard(catchUp: CatchUp, { now, trouble }: CatchUpCardOptions): CardMessage {
  const { snapshot } = catchUp;
  const { record } = snapshot;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const open = openLines(catchUp);
  return {
    text: notificationText(catchUp, now),
    blocks: [
      section(join([headingLine(catchUp, now), ...nowLines(catchUp, now)], '\n')),
      ...(open.length === 0 ? [] : [section(join(open, '\n'))]),
      actions([button(actionId('timeline'), 'Timeline', { value }), button(actionId('details'), 'Details', { value })]),
      section(join([alarmLine(catchUp), ...happenedLines(catchUp, trouble)], '\n')),
    ],
  };
}

function headingLine({ snapshot, sinceMs, isFirst }: CatchUp, now: number): Mrkdwn {
  const { record } = snapshot;
  const ago = durationText(now - sinceMs);
  const words = isFirst ? `Since it started, ${ago} ago` : `Since you last caught up, ${ago} ago`;
  return mrkdwn`${stateMark(record)} *${words}:* ${truncate(titleOf(record), 150)}`;
}

/** The state, the impact and how it changed, who runs it. */
function nowLines({ snapshot, impacts }: CatchUp, now: number): (Mrkdwn | undefined)[] {
  return [stateLine(snapshot, now), impactLine(impacts), responderLine(snapshot)];
}

/** `Impact: High (10:04, by Ada (Slack)) → Critical (10:30)`: as the card's thread tells a change. */
function impactLine(impacts: readonly ImpactChange[]): Mrkdwn | undefined {
  if (impacts.length === 0) return undefined;
  const shown = impacts.slice(-impactsShown).map(({ atMs, to, by }) => {
    const who = by === undefined ? '' : mrkdwn`, by ${truncate(personOf(by), 60)}`;
    return mrkdwn`${impactName(to)} (${date(atMs, '{time}')}${who})`;
  });
  const before = impacts.length - shown.length;
  const first = before === 0 ? undefined : mrkdwn`${before} more before`;
  return mrkdwn`Impact: ${join([first, ...shown], ' → ')}`;
}

function responderLine(snapshot: IncidentSnapshot): Mrkdwn | undefined {
  const isOpen = stateOf(snapshot.record) !== 'resolved';
  const roles = (snapshot.responders?.roles ?? []).slice(0, 3).map(roleWords);
  const onIt = isOpen ? onItSentence(snapshot, 2) : '';
  const line = join(
    [
      lacksLead(snapshot) && isOpen ? mrkdwn`Nobody leads` : undefined,
      ...roles,
      onIt === '' ? undefined : mrkdwn`${onIt}`,
      acknowledgedLine(snapshot),
    ],
    ' · ',
  );
  return line.text === '' ? undefined : line;
}

const roleWords = ({ name, person, sinceMs }: Role): Mrkdwn =>
  name === leadRole
    ? mrkdwn`Lead: *${nameOfPerson(person, 40)}* since ${date(sinceMs, '{time}')}`
    : mrkdwn`${roleTitle(name)}: ${nameOfPerson(person, 40)}`;

/** The alarm's state, unless what happened tells it. */
function alarmLine({ snapshot, happened }: CatchUp): Mrkdwn | undefined {
  const { alarm } = snapshot;
  const isTold = happened.some(
    (one) => one.kind === 'told' && one.change.kind === 'alarm' && isSameReading(one.change.alarm, alarm),
  );
  return isTold ? undefined : alarmStateLine(snapshot);
}

const isSameReading = (one: AlarmReading, other: AlarmReading | undefined): boolean =>
  one.arn === other?.arn && one.state === other.state && one.sinceMs === other.sinceMs;

function happenedLines({ happened, others, hasOlder }: CatchUp, trouble: string | undefined): Mrkdwn[] {
  const lines = happened.map(happenedLine);
  if (trouble !== undefined) return [...lines, mrkdwn`⚠️ Without the timeline: ${truncate(trouble, 200)}`];
  if (lines.length === 0) return [mrkdwn`Nothing else happened.`];
  if (others === 0 && !hasOlder) return lines;
  return [...lines, mrkdwn`and ${hasOlder ? `more than ${others}` : others} others in the timeline`];
}

function happenedLine(happening: Happening): Mrkdwn {
  return mrkdwn`${date(happening.atMs)}  ${mrkdwnPhrase(happeningPhrase(happening, longestQuote))}`;
}

function happeningPhrase(happening: Happening, longest: number): Phrase {
  switch (happening.kind) {
    case 'runbook':
      return [runbookSentence(happening.runbook, longest)];
    case 'told':
      return [truncate(changeLine(happening.change), longest + 40)];
    case 'event':
      return timelineEntryPhrase(happening, longest + 40);
  }
}

function openLines({ open }: CatchUp): Mrkdwn[] {
  const shown = open.slice(0, openShown).map((one) => mrkdwn`⚠️ ${truncate(attentionSentence(one), 70)}`);
  const rest = open.length - shown.length;
  return [...shown, ...(rest > 0 ? [mrkdwn`and ${rest} more on the card`] : [])];
}

function notificationText({ snapshot, happened, others, isFirst }: CatchUp, now: number) {
  const count = happened.length + others;
  const since = isFirst ? 'since it started' : 'since you last caught up';
  const things = count === 0 ? `Nothing happened ${since}.` : `${count} ${count === 1 ? 'event' : 'events'} ${since}.`;
  const last = happened.at(-1);
  const newest = last === undefined ? '' : ` Last: ${ended(plainPhrase(happeningPhrase(last, 80)))}`;
  const head = (title: string) => headline({ ...snapshot.record, title }, now);
  return fittedStory(snapshot.record, `${things}${newest}`, head);
}
