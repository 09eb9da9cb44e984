import { chunks } from '../../batches.ts';
import { engagementsOlderMs } from '../../incidents/later-snapshot.ts';
import { resourceUrl } from '../../incidents/links/console-links.ts';
import type { Engagement, Finding } from '../../incidents/links/related.ts';
import { isSlackActor, personOf } from '../../incidents/people/person.ts';
import { type IncidentRecord, isUnknownMember, type UnknownMember } from '../../incidents/record.ts';
import { type Runbook, runbookPhase } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { callbackIds } from '../block-kit/action-ids.ts';
import { actions, type CardBlock, type CardModal, header, modal, section } from '../block-kit/blocks.ts';
import { type Fact, factSections, lineSections } from '../block-kit/facts.ts';
import { limits } from '../block-kit/limits.ts';
import { linkButtons } from '../surfaces/card-buttons.ts';
import { arnContext, needsLines, peopleLine, stateLine, wholeMeasure } from '../surfaces/card-lines.ts';
import type { CardOptions } from '../surfaces/card-options.ts';
import { markdownToRichText } from '../text/markdown-to-rich-text.ts';
import { code, date, join, link, type Mrkdwn, mrkdwn, utc } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { contactName, engagementSentence } from '../words/engagement-words.ts';
import { opsItemSeverity, opsItemStatus } from '../words/ops-item-words.ts';
import { relatedLine } from '../words/related-words.ts';
import { nameOfPerson, roleLine } from '../words/responder-words.ts';
import { runbookAlert, runbookChip } from '../words/runbook-words.ts';
import { resourceName, sourceWords } from '../words/source-words.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

/** All fields of an incident in full, including those that the card omits. */
export function detailsModal(
  snapshot: IncidentSnapshot,
  options: Pick<CardOptions, 'now' | 'links'> & { privateMetadata?: string },
): CardModal {
  const { record } = snapshot;
  const { now, privateMetadata } = options;
  const summary = markdownToRichText(record.summary ?? '', {
    limit: 8000,
    more: '… more in the console',
    jsonLimit: 40_000,
  });
  const lines = [
    stateLine(snapshot, now),
    peopleLine(snapshot, now),
    needsLines(snapshot, now, { ...wholeMeasure, needs: 10 }),
  ];
  const blocks: CardBlock[] = [
    header(`${stateMark(record)} ${titleOf(record)}`),
    // The card's header truncates the longest titles.
    ...(record.title.length > limits.headerText.max - 4 ? [section(mrkdwn`${truncate(titleOf(record), 1000)}`)] : []),
    section(join(lines, '\n')),
    summary ?? section(mrkdwn`_No summary yet_`),
    ...chunks(linkButtons(snapshot, options.links), limits.actionsElements.max).map(actions),
    ...factSections([...recordFacts(record, snapshot.readAtMs), opsItemFact(snapshot)]),
    ...titled(
      'Runbooks',
      runbooksOf(snapshot).map((runbook) => join([runbookLines(runbook), code(truncate(runbook.arn, 300))], ' ')),
    ),
    ...titled('People', peopleLines(snapshot)),
    ...titled(
      'Related items',
      (snapshot.related ?? []).map((item) => relatedLine(item, options.links)),
    ),
    ...titled('Changes around the start', (snapshot.findings ?? []).map(findingLine)),
  ];
  const shown = blocks.slice(0, limits.viewBlocks.max - 1);
  return modal(
    {
      callbackId: callbackIds.details,
      title: 'Incident details',
      ...(privateMetadata !== undefined && { privateMetadata }),
    },
    [...shown, arnContext(record.arn, options)],
  );
}

const runbookLines = (runbook: Runbook): Mrkdwn =>
  runbookPhase(runbook) !== 'failed'
    ? join([runbookChip(runbook), times(runbook)], ' · ')
    : join([runbookAlert(runbook, 300), times(runbook)], ' · ');

function times({ startedAtMs, endedAtMs }: { startedAtMs?: number; endedAtMs?: number }): Mrkdwn {
  return join(
    [
      startedAtMs === undefined ? undefined : mrkdwn`started ${date(startedAtMs)}`,
      endedAtMs === undefined ? undefined : mrkdwn`ended ${date(endedAtMs)}`,
    ],
    ', ',
  );
}

function peopleLines(snapshot: IncidentSnapshot): Mrkdwn[] {
  const engagements = snapshot.engagements ?? [];
  const { roles = [], onIt = [] } = snapshot.responders ?? {};
  const inSlack = [
    ...roles.map((role) => mrkdwn`${roleLine(role)}, since ${date(role.sinceMs)}`),
    ...onIt.map(({ person, atMs }) => mrkdwn`${nameOfPerson(person)} is on it, since ${date(atMs)}`),
  ];
  if (engagements.length === 0) return inSlack;
  return [
    ...inSlack,
    mrkdwn`${engagementSentence(engagements, engagementsOlderMs(snapshot) !== undefined)}`,
    ...engagements
      .slice(0, 50)
      .map((one) =>
        join(
          [
            mrkdwn`${contactName(one)}`,
            one.startedAtMs === undefined ? undefined : mrkdwn`paged ${date(one.startedAtMs)}`,
            one.acknowledgedAtMs === undefined ? undefined : acknowledgedWords(one, one.acknowledgedAtMs),
            one.stoppedAtMs === undefined ? undefined : mrkdwn`stopped ${date(one.stoppedAtMs)}`,
          ],
          ', ',
        ),
      ),
  ];
}

function acknowledgedWords({ acknowledgedBy }: Engagement, atMs: number): Mrkdwn {
  const words = mrkdwn`acknowledged ${date(atMs)}`;
  return acknowledgedBy === undefined ? words : mrkdwn`${words} by ${contactName(acknowledgedBy)}`;
}

/** The whole ARN, to be copied; people of Slack have none. */
const principal = (arn: string): Mrkdwn => (isSlackActor(arn) ? mrkdwn`${personOf(arn)}` : code(arn));

function recordFacts(record: IncidentRecord, readAtMs: number): Fact[] {
  const { source } = record;
  return [
    ['Started', exact(record.createdAtMs)],
    ['Resolved', record.resolvedAtMs === undefined ? undefined : exact(record.resolvedAtMs)],
    ['Changed', exact(record.modifiedAtMs)],
    ['Changed by', principal(record.modifiedBy)],
    ['Read', exact(readAtMs)],
    ['Source', join([sourceWords(source), mrkdwn`(${brief(source.name, 60)})`], ' ')],
    ['Resource', source.resourceArn === undefined ? undefined : code(brief(source.resourceArn, 1000))],
    ['Created by', principal(source.createdBy)],
    ['Invoked by', source.invokedBy === undefined ? undefined : principal(source.invokedBy)],
    ['Response plan', mrkdwn`${record.arn.plan}`],
    ['Account', mrkdwn`${record.arn.account}`],
    ['Incident id', code(record.arn.id)],
    ['Dedupe string', code(brief(record.dedupeString, 1000))],
    ['Chat topics', members(record.chatTopics, 'chat channel')],
    ['Notification targets', members(record.notificationTargets, 'notification target')],
    ['Other runbooks', members(record.automationExecutions.filter(isUnknownMember), 'runbook')],
  ];
}

function opsItemFact({ opsItem }: IncidentSnapshot): Fact {
  if (opsItem === undefined) return ['Parent OpsItem', undefined];
  const state = join([mrkdwn`${opsItemStatus(opsItem)}`, mrkdwn`${opsItemSeverity(opsItem)}`], ', ');
  return ['Parent OpsItem', mrkdwn`${link(resourceUrl(opsItem.arn), opsItem.id)} (${state})`];
}

const exact = (ms: number): Mrkdwn => mrkdwn`${date(ms, '{date_long} {time_secs}')} (${utc(ms, 'seconds')})`;

function members(list: readonly (string | UnknownMember)[], what: string): Mrkdwn | undefined {
  if (list.length === 0) return undefined;
  const lines = list
    .slice(0, 10)
    .map((member) =>
      isUnknownMember(member)
        ? mrkdwn`AWS sent a ${what} of a kind this version does not know: ${code(truncate(member.unknown, 100))}`
        : mrkdwn`${link(resourceUrl(member), resourceName(member))} ${code(truncate(member, 240))}`,
    );
  return join([...lines, list.length > 10 ? mrkdwn`${list.length - 10} more` : undefined], '\n');
}

function titled(title: string, lines: readonly Mrkdwn[]): CardBlock[] {
  return lines.length === 0 ? [] : [header(title), ...lineSections(lines)];
}

const kinds: Readonly<Record<string, string>> = {
  cloudFormationStackUpdate: 'Stack update',
  codeDeployDeployment: 'Deployment',
};

/** A finding as a line: `Stack update checkout, started …, ended …`. */
function findingLine(finding: Finding): Mrkdwn {
  const known = Object.hasOwn(kinds, finding.kind) ? kinds[finding.kind] : undefined;
  const kind = known ?? (brief(finding.kind, 60) || 'Finding');
  return join(
    [
      mrkdwn`${kind} ${link(resourceUrl(finding.subject), resourceName(finding.subject))}`,
      finding.startedAtMs === undefined ? undefined : mrkdwn`started ${date(finding.startedAtMs)}`,
      finding.endedAtMs === undefined ? undefined : mrkdwn`ended ${date(finding.endedAtMs)}`,
    ],
    ', ',
  );
}
