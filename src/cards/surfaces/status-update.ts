import type { ButtonName } from '../../actions/actions.ts';
import { attentionOf } from '../../incidents/attention.ts';
import type { Change } from '../../incidents/changes.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { personOf } from '../../incidents/people/person.ts';
import { lacksLead, leadOf } from '../../incidents/people/responders.ts';
import { runbookPhase } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardButton, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { hasInk } from '../text/clean-text.ts';
import { date, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { endedPhrase, mrkdwnPhrase, truncatePhrase } from '../text/phrase.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { attentionSentence } from '../words/attention-words.ts';
import { changePhrase } from '../words/change-line.ts';
import { engagementSentence } from '../words/engagement-words.ts';
import { storyText } from '../words/headline.ts';
import { nameOfPerson, onItSentence } from '../words/responder-words.ts';
import { runbookLink, runbookState } from '../words/runbook-words.ts';
import { ageWords, stateMark, stateName, titleOf } from '../words/state-words.ts';

export interface StatusOptions {
  now: number;
  /** What changed since the last status update. */
  changes: readonly Change[];
  /** When the next status update is due, in epoch milliseconds; absent: not announced. */
  nextPostAtMs?: number;
  /** Whether the cadence is stretched because nothing changed. */
  stretched?: boolean;
  /** The interval between updates while more is watched than can be served, and the wanted one, in milliseconds. */
  slowed?: { everyMs: number; insteadOfMs: number };
  actions: ReadonlySet<ButtonName>;
}

/** A summary that was not edited for this time counts as outdated, in milliseconds. */
const summaryAgesMs = 2 * 3_600_000;
const changesShown = 2;
/** High and critical incidents need a lead. */
const graveImpact = 2;

/** The status update in a card's thread: at most five lines, and the suggested actions as buttons. */
export function statusUpdate(snapshot: IncidentSnapshot, options: StatusOptions): CardMessage {
  const { record } = snapshot;
  const resolved = stateOf(record) === 'resolved';
  const lines: (Mrkdwn | undefined)[] = resolved
    ? [
        lastLine(snapshot),
        ...changeLines(options.changes.filter((change) => change.kind !== 'resolved')),
        join(runningSentences(snapshot), ' '),
      ]
    : [firstLine(snapshot, options), peopleLine(snapshot), nextLine(options)];
  const nudges = resolved ? [] : [leadNudge(snapshot, options), nudgeOf(snapshot, options)].filter(isPresent);
  const text = storyText(snapshot, options.now, (title) => `${headOf(snapshot, options)}: ${title}`);
  return { text, blocks: [section(join(lines, '\n')), ...(nudges.length === 0 ? [] : [actions(nudges)])] };
}

function headOf({ record }: IncidentSnapshot, { now }: StatusOptions): string {
  const state = stateOf(record);
  if (state === 'resolved') return `Resolved ${ageWords(record, now)} by ${truncate(personOf(record.modifiedBy), 80)}`;
  const age = durationText(now - record.createdAtMs);
  const words = state === 'open' ? `open after ${age}` : `not resolved after ${age} (${stateName(record)})`;
  return `Still ${words}, ${impactName(record.impact)}`;
}

/** `Still open after 2 h, Critical. No change for 45 min. FailoverPayments waits for approval. No summary yet.` */
function firstLine(snapshot: IncidentSnapshot, options: StatusOptions): Mrkdwn {
  const { record } = snapshot;
  const lacksSummary = !hasInk(record.summary ?? '');
  return join(
    [
      mrkdwn`${stateMark(record)} *${headOf(snapshot, options)}.*`,
      changeBrief(snapshot, options),
      ...runningSentences(snapshot),
      needsLead(snapshot) ? mrkdwn`Nobody leads yet.` : undefined,
      lacksSummary ? mrkdwn`No summary yet.` : undefined,
    ],
    ' ',
  );
}

/** The last status update is also shown in the channel, apart from its card, so it names the incident. */
function lastLine({ record }: IncidentSnapshot): Mrkdwn {
  const by = truncate(personOf(record.modifiedBy), 80);
  const resolved = mrkdwn`${stateMark(record)} *Resolved ${ageWords(record, 0)}* by ${by}`;
  return mrkdwn`${resolved}: ${ended(truncate(titleOf(record), 150))} This was the last status update.`;
}

/** What changed since the last status update, in one line: the most important changes, or how long there was none. */
function changeBrief(snapshot: IncidentSnapshot, { changes, now }: StatusOptions): Mrkdwn {
  if (changes.length === 0) return mrkdwn`No change for ${durationText(now - snapshot.record.modifiedAtMs)}.`;
  const rest = changes.length - changesShown;
  const more = rest > 0 ? `${rest} more ${rest === 1 ? 'change' : 'changes'}.` : '';
  const told = changes.slice(0, changesShown).map((change) => endedPhrase(truncatePhrase(changePhrase(change), 200)));
  return join([...told.map(mrkdwnPhrase), more === '' ? undefined : mrkdwn`${more}`], ' ');
}

const changeLines = (changes: readonly Change[]) =>
  changes.slice(0, changesShown).map((change) => mrkdwnPhrase(changePhrase(change)));

const runbooksShown = 3;

/** Runbooks that are running, waiting or failed, a sentence each. */
function runningSentences(snapshot: IncidentSnapshot): Mrkdwn[] {
  const going = runbooksOf(snapshot).filter((runbook) =>
    ['failed', 'waiting', 'running'].includes(runbookPhase(runbook)),
  );
  const rest = going.length - runbooksShown;
  return [
    ...going.slice(0, runbooksShown).map((one) => mrkdwn`${runbookLink(one)} ${ended(runbookState(one))}`),
    ...(rest > 0 ? [mrkdwn`${rest} more ${rest === 1 ? 'runbook is' : 'runbooks are'} not done.`] : []),
  ];
}

function peopleLine(snapshot: IncidentSnapshot): Mrkdwn | undefined {
  const lead = leadOf(snapshot);
  const sentences = [
    lead === undefined ? '' : `${nameOfPerson(lead)} leads`,
    onItSentence(snapshot),
    engagementSentence(snapshot.engagements ?? [], engagementsOlderMs(snapshot) !== undefined),
  ].filter((sentence) => sentence !== '');
  return sentences.length === 0 ? undefined : mrkdwn`${sentences.map(ended).join(' ')}`;
}

function nextLine({ nextPostAtMs, stretched, slowed }: StatusOptions): Mrkdwn | undefined {
  if (nextPostAtMs === undefined) return undefined;
  if (slowed !== undefined) {
    const [every, wished] = [durationText(slowed.everyMs), durationText(slowed.insteadOfMs)];
    return mrkdwn`Next update about ${date(nextPostAtMs, '{time}')}: every ${every} for now instead of ${wished}, because more is watched than Slack and AWS allow.`;
  }
  return stretched === true
    ? mrkdwn`Nothing changed twice in a row, so the next update comes later: ${date(nextPostAtMs, '{time}')}.`
    : mrkdwn`Next update ${date(nextPostAtMs, '{time}')}.`;
}

/** Whether an incident is so grave that someone should lead it, and it is known that nobody does. */
const needsLead = (snapshot: IncidentSnapshot): boolean => snapshot.record.impact <= graveImpact && lacksLead(snapshot);

function leadNudge(snapshot: IncidentSnapshot, options: StatusOptions): CardButton | undefined {
  if (!options.actions.has('lead') || !needsLead(snapshot)) return undefined;
  const { arn, modifiedAtMs } = snapshot.record;
  const value = encodeButtonValue({ arn: arn.arn, seenMs: modifiedAtMs });
  return button(actionId('lead'), 'Take the lead', { value, label: `Take the lead: ${titleOf(snapshot.record)}` });
}

const isPresent = (one: CardButton | undefined): one is CardButton => one !== undefined;

function nudgeOf(snapshot: IncidentSnapshot, options: StatusOptions): CardButton | undefined {
  const { record } = snapshot;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const needs = attentionOf(snapshot, options.now);
  const can = (name: ButtonName) => options.actions.has(name);
  const silent = needs.find((need) => need.kind === 'not_acknowledged');
  if (silent !== undefined && can('engage')) {
    return button(actionId('engage'), 'Engage someone', { value, label: attentionSentence(silent) });
  }
  if (!can('edit')) return undefined;
  if (needs.some((need) => need.kind === 'no_summary')) {
    return button(actionId('edit'), 'Add a summary', { value, label: 'No summary yet: add one' });
  }
  if (options.now - record.modifiedAtMs < summaryAgesMs) return undefined;
  const age = durationText(options.now - record.modifiedAtMs);
  return button(actionId('edit'), `Update the summary (untouched for ${age})`, { value });
}
