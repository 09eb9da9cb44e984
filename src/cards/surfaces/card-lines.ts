import { attentionOf } from '../../incidents/attention.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { incidentUrl } from '../../incidents/links/console-links.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { personOf } from '../../incidents/people/person.ts';
import { isAnswered, leadOf } from '../../incidents/people/responders.ts';
import { isUnknownMember } from '../../incidents/record.ts';
import { type Runbook, runbookPhase } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { type CardContext, context } from '../block-kit/blocks.ts';
import { channelLink, code, date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { briefAttention } from '../words/attention-words.ts';
import { contactName, countSentence, engagementSentence, listed } from '../words/engagement-words.ts';
import { nameOfPerson, onItBrief } from '../words/responder-words.ts';
import { runbookAlert, runbookChip } from '../words/runbook-words.ts';
import { sourceWords } from '../words/source-words.ts';
import { stateWords } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';

/** How much the lines of a card say, at most. */
export interface Measure {
  /** Characters of the name of a person, a response plan or a runbook. */
  name: number;
  /** Names of people who were paged. */
  names: number;
  /** Runbooks that failed or wait. */
  needs: number;
  /** Characters of why a runbook failed. */
  reason: number;
  /** Runbooks that are well. */
  runbooks: number;
}

/** What a message has room for that need not fit above the buttons of a card. */
export const wholeMeasure: Measure = { name: 40, names: 3, needs: 3, reason: 60, runbooks: 3 };

/**
 * `*Critical* · open 1 h 52 min · checkout-plan`: what the colour stands for, since when, of which plan.
 * @param now absent where the line stands longer than the moment
 */
export function stateLine({ record }: Pick<IncidentSnapshot, 'record'>, now?: number, { name } = wholeMeasure): Mrkdwn {
  const { plan } = record.arn;
  return join([stateWords(record, now), mrkdwn`${truncate(plan, name)}`], ' · ');
}

/**
 * `Lead: *Ana Pérez* · 1 of 3 paged have acknowledged · #inc-checkout`: who is on it; `undefined` where that is not known.
 */
export function peopleLine(snapshot: IncidentSnapshot, now: number, measure = wholeMeasure): Mrkdwn | undefined {
  const { room } = snapshot;
  const lead = leadOf(snapshot);
  const onIt = stateOf(snapshot.record) === 'resolved' ? '' : onItBrief(snapshot, measure.names, measure.name);
  const line = join(
    [
      lead === undefined ? undefined : mrkdwn`Lead: *${nameOfPerson(lead, measure.name)}*`,
      onIt === '' ? undefined : mrkdwn`${onIt}`,
      silenceLine(snapshot, now, measure) ?? acknowledgedLine(snapshot, measure),
      room === undefined ? undefined : channelLink(room),
    ],
    ' · ',
  );
  return line.text === '' ? undefined : line;
}

/** `⚠️ *Nobody has acknowledged* · paged Ana Pérez`; `undefined` where that is uncertain, or someone is on it. */
export function silenceLine(
  snapshot: IncidentSnapshot,
  now: number,
  { name, names } = wholeMeasure,
): Mrkdwn | undefined {
  const silence = attentionOf(snapshot, now).find((need) => need.kind === 'not_acknowledged');
  if (silence === undefined) return undefined;
  const words = join([mrkdwn`⚠️ *${briefAttention(silence)}*`, asOf(silence.asOfMs)], ' ');
  const paged = silence.engagements.map((one) => truncate(contactName(one), name));
  return mrkdwn`${words} · paged ${listed(paged, names)}`;
}

/** `1 of 3 paged have acknowledged: Ana Pérez`, without names where someone is on it; `undefined` where that is not known. */
export function acknowledgedLine(snapshot: IncidentSnapshot, { names } = wholeMeasure): Mrkdwn | undefined {
  const { engagements = [], record } = snapshot;
  // Who acknowledged matters while the incident is open.
  if (stateOf(record) === 'resolved') return undefined;
  const older = engagementsOlderMs(snapshot);
  const isOlder = older !== undefined;
  const sentence = isAnswered(snapshot)
    ? countSentence(engagements, isOlder)
    : engagementSentence(engagements, isOlder, names);
  if (sentence === '') return undefined;
  return join([mrkdwn`${sentence}`, sentence.includes('when last checked') ? asOf(older) : undefined], ' ');
}

/** What needs attention besides an acknowledgement, one line each; `undefined` when nothing does. */
export function needsLines(snapshot: IncidentSnapshot, now: number, measure = wholeMeasure): Mrkdwn | undefined {
  const needs = needsOf(snapshot, now);
  if (needs.length === 0) return undefined;
  const lines = needs.slice(0, measure.needs).map((runbook) => runbookAlert(runbook, measure.reason, measure.name));
  const rest = needs.length - lines.length;
  return join([...lines, rest > 0 ? mrkdwn`⚠️ ${rest} more in Details` : undefined], '\n');
}

/** The runbooks that failed or wait. */
function needsOf(snapshot: IncidentSnapshot, now: number): Runbook[] {
  return attentionOf(snapshot, now).flatMap((need) => ('runbook' in need ? [need.runbook] : []));
}

/** The runbooks that are well, in one line, each a link to its own Region's console. */
export function runbookLine(snapshot: IncidentSnapshot, now: number, measure = wholeMeasure): Mrkdwn | undefined {
  const needs = needsOf(snapshot, now);
  // What needs attention has taken the room: a count of what is well tells nothing.
  if (measure.runbooks === 0 && needs.length > 0) return undefined;
  const well = runbooksOf(snapshot).filter((runbook) => !needs.includes(runbook));
  const known = well.filter((runbook) => runbookPhase(runbook) !== 'unknown');
  // An id tells less than a name does: it stands alone only where no state could be read.
  const rest = known.length > 0 ? known : well;
  const strange = snapshot.record.automationExecutions.filter(isUnknownMember).length;
  const chips = rest.slice(0, measure.runbooks).map(runbookChip);
  const hidden = well.length - chips.length + strange;
  if (chips.length + hidden === 0) return undefined;
  const more =
    chips.length === 0 ? `${hidden} ${hidden === 1 ? 'runbook' : 'runbooks'} in Details` : `${hidden} more in Details`;
  return join([...chips, hidden > 0 ? mrkdwn`${more}` : undefined], ' · ');
}

/** `(06:45)`: when a part was read, if earlier than the rest. */
const asOf = (ms: number | undefined): Mrkdwn | undefined =>
  ms === undefined ? undefined : mrkdwn`(${date(ms, '{time}')})`;

/** Where the incident comes from, when it began, who changed it last, and when all this was read. */
export function originContext(snapshot: IncidentSnapshot): CardContext {
  const { record } = snapshot;
  const by = truncate(personOf(record.modifiedBy), 80);
  return context(
    join(
      [
        sourceWords(record.source),
        mrkdwn`started ${date(record.createdAtMs)}`,
        stateOf(record) === 'resolved' && record.resolvedAtMs !== undefined
          ? mrkdwn`resolved ${date(record.resolvedAtMs)} by ${by}`
          : mrkdwn`updated ${date(record.modifiedAtMs, '{ago}')} by ${by}`,
        mrkdwn`as of ${date(snapshot.readAtMs, '{time}')}`,
      ],
      ' · ',
    ),
  );
}

/** The whole ARN, to copy, and a link to the console. */
export function arnContext(arn: IncidentArn, options: Pick<CardOptions, 'links'>): CardContext {
  const url = incidentUrl(arn, options.links);
  return context(code(arn.arn), url === undefined ? undefined : link(url, 'Open in console'));
}
