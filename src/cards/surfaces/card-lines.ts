import { parseIncidentArn } from '../../incidents/arn.ts';
import { type Attention, attentionOf } from '../../incidents/attention.ts';
import { incidentUrl } from '../../incidents/console-links.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { personOf } from '../../incidents/person.ts';
import { isUnknownMember } from '../../incidents/record.ts';
import { runbooksOf } from '../../incidents/runbooks-of.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { type CardContext, context } from '../block-kit/blocks.ts';
import { code, date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { attentionSentence } from '../words/attention-words.ts';
import { engagementSentence } from '../words/engagement-words.ts';
import { runbookAlert, runbookChip } from '../words/runbook-words.ts';
import { sourceWords } from '../words/source-words.ts';
import { ageWords, impactWords, stateName } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';

const needsShown = 3;
const chipsShown = 6;

/** `*Open* for 1 h 52 min · ‼️ *Critical (1)* · checkout-plan`: state, age, impact, plan. */
export function stateLine(snapshot: IncidentSnapshot, now: number): Mrkdwn {
  const { record } = snapshot;
  const plan = parseIncidentArn(record.arn)?.plan;
  const [mark = '', ...impact] = impactWords(record.impact).split(' ');
  return join(
    [
      mrkdwn`*${stateName(record)}* ${ageWords(record, now)}`,
      mrkdwn`${mark} *${impact.join(' ')}*`,
      plan === undefined ? undefined : mrkdwn`${truncate(plan, 80)}`,
    ],
    ' · ',
  );
}

/** What needs somebody, one line each; `undefined` when nothing does. */
export function needsLines(snapshot: IncidentSnapshot, now: number): Mrkdwn | undefined {
  const needs = needsOf(snapshot, now);
  if (needs.length === 0) return undefined;
  const lines = needs.slice(0, needsShown).map((need) => mrkdwn`⚠️ ${needWords(need)}`);
  const rest = needs.length - lines.length;
  return join([...lines, rest > 0 ? mrkdwn`⚠️ ${rest} more that need somebody, see Details` : undefined], '\n');
}

function needsOf(snapshot: IncidentSnapshot, now: number): Attention[] {
  return attentionOf(snapshot, now).filter((attention) => attention.kind !== 'no_summary');
}

function needWords(need: Attention): Mrkdwn {
  if ('runbook' in need) return runbookAlert(need.runbook);
  const asOfMs = need.kind === 'not_acknowledged' ? need.asOfMs : undefined;
  return join([mrkdwn`*${attentionSentence(need)}*`, asOf(asOfMs)], ' ');
}

/** The runbooks that the lines above do not name, each a link to its own Region's console. */
export function runbookLine(snapshot: IncidentSnapshot, now: number, shown = chipsShown): Mrkdwn | undefined {
  const named = needsOf(snapshot, now)
    .slice(0, needsShown)
    .flatMap((need) => ('runbook' in need ? [need.runbook] : []));
  const rest = runbooksOf(snapshot).filter((runbook) => !named.includes(runbook));
  const strange = snapshot.record.automationExecutions.filter(isUnknownMember).length;
  const hidden = Math.max(0, rest.length - shown) + strange;
  const chips = rest.slice(0, shown).map(runbookChip);
  return chips.length + hidden === 0
    ? undefined
    : join([...chips, hidden > 0 ? mrkdwn`${hidden} more in Details` : undefined], ' · ');
}

/** Who was paged and who acknowledged; `undefined` where that is not known, or told above. */
export function engagementLine(snapshot: IncidentSnapshot, now: number): Mrkdwn | undefined {
  if (needsOf(snapshot, now).some((need) => need.kind === 'not_acknowledged')) return undefined;
  const older = engagementsOlderMs(snapshot);
  const sentence = engagementSentence(snapshot.engagements ?? [], older !== undefined);
  if (sentence === '') return undefined;
  return join([mrkdwn`${sentence}`, sentence.endsWith('when last checked') ? asOf(older) : undefined], ' ');
}

/** `(06:45)`: when something was read that was not read again with the rest. */
const asOf = (ms: number | undefined): Mrkdwn | undefined =>
  ms === undefined ? undefined : mrkdwn`(${date(ms, '{time}')})`;

/** Where the incident comes from, when it began, who changed it last and how fresh all this is. */
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
          : mrkdwn`changed ${date(record.modifiedAtMs)} by ${by}`,
        mrkdwn`as of ${date(snapshot.readAtMs, '{time}')}`,
      ],
      ' · ',
    ),
  );
}

/** The whole ARN, to be copied, and the way to the console. */
export function arnContext(arn: string, options: Pick<CardOptions, 'links'>): CardContext {
  const url = incidentUrl(arn, options.links);
  return context(code(arn), url === undefined ? undefined : link(url, 'Open in console'));
}
