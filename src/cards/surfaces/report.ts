import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import type { Engagement, RelatedItem } from '../../incidents/links/related.ts';
import { respondersIn } from '../../incidents/people/assignment-words.ts';
import { isSlackActor, personOf } from '../../incidents/people/person.ts';
import type { Responders } from '../../incidents/people/responders.ts';
import type { Runbook } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { type TimelineEvent, timelineData } from '../../incidents/timeline/timeline-event.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { utc } from '../text/mrkdwn.ts';
import { escapedAroundMail, rewrittenMarkdown, withoutAddresses } from '../text/rewrite-markdown.ts';
import { liveAddress } from '../text/written-link.ts';
import { contactName } from '../words/engagement-words.ts';
import { relatedSentence } from '../words/related-words.ts';
import { nameOfPerson, roleLine } from '../words/responder-words.ts';
import { runbookName, runbookState } from '../words/runbook-words.ts';
import { stateName, titleOf } from '../words/state-words.ts';
import { timelineWords } from '../words/timeline-words.ts';

/** The data of a report. A part that could not be read is absent, and the report says so. */
export interface ReportSource {
  view: IncidentSnapshot;
  /** In any order; absent: not readable. */
  events?: readonly TimelineEvent[];
  /** When the report is written, in epoch milliseconds. */
  now: number;
}

const acknowledgement = 'SSM Contacts Page Acknowledgement for Incident';
const unread = '_Could not be read from AWS._';
const longestWords = 12_000;

/** The incident as a Markdown file, for a post-mortem or an archive. */
export function incidentReport({ view: snapshot, events, now }: ReportSource): string {
  const { record } = snapshot;
  const oldestFirst = events && [...events].sort((a, b) => a.atMs - b.atMs);
  const parts = [
    `# ${markdownLine(titleOf(record))}`,
    list(facts(snapshot, oldestFirst, now)),
    '## Summary',
    hasInk(record.summary ?? '') ? quotedMarkdown(record.summary ?? '') : '_None was written._',
    '## People',
    ...respondersPart(snapshot.responders ?? respondersIn(events ?? [])),
    section(snapshot.engagements, (one) => engagementLine(one, record.createdAtMs), 'Nobody was paged.'),
    '## Runbooks',
    section(runbooksOf(snapshot), (runbook) => runbookLine(runbook, now), 'None ran.'),
    '## Related items',
    section(snapshot.related, relatedLine, 'None.'),
    '## Changes around the start',
    section(
      snapshot.findings,
      ({ kind, subject, startedAtMs }) =>
        markdownLine(joined([kind, subject, startedAtMs === undefined ? '' : utc(startedAtMs, 'seconds')])),
      'None found.',
    ),
    '## Timeline',
    section(oldestFirst, eventLines, 'Empty.'),
    '---',
    `Written ${utc(now, 'seconds')} from AWS Systems Manager Incident Manager. All times are UTC.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Who led, had other roles and was on it, as people said in Slack. */
function respondersPart({ roles, onIt }: Responders): string[] {
  const lines = [
    ...roles.map((role) => `${roleLine(role)}, since ${utc(role.sinceMs, 'seconds')}`),
    ...onIt.map(({ person, atMs }) => `${nameOfPerson(person)}: on it since ${utc(atMs, 'seconds')}`),
  ];
  return lines.length === 0 ? [] : [list(lines.map(markdownLine))];
}

function facts(snapshot: IncidentSnapshot, events: readonly TimelineEvent[] | undefined, now: number): string[] {
  const { record } = snapshot;
  const resolved = stateOf(record) === 'resolved';
  const acknowledgedAtMs = firstAcknowledgement(snapshot, events);
  const lasted = openForMs(record);
  return [
    `State: ${markdownLine(stateName(record))}`,
    `Impact: ${markdownLine(impactName(record.impact))} (${record.impact})`,
    `Started: ${utc(record.createdAtMs, 'seconds')}`,
    acknowledgedAtMs === undefined
      ? `Acknowledged: ${events === undefined ? 'could not be read' : 'never'}`
      : `Acknowledged: ${utc(acknowledgedAtMs, 'seconds')}, after ${durationText(acknowledgedAtMs - record.createdAtMs)}`,
    resolved
      ? `Resolved: ${record.resolvedAtMs === undefined ? 'at an unknown time' : utc(record.resolvedAtMs, 'seconds')}${lasted === undefined ? '' : `, after ${durationText(lasted)}`}`
      : `Not resolved; open for ${durationText(now - record.createdAtMs)}`,
    `Last change: ${utc(record.modifiedAtMs, 'seconds')}, by ${markdownLine(personOf(record.modifiedBy))}`,
    `Source: ${markdownLine(joined([record.source.name, record.source.resourceArn ?? '']))}`,
    `Created by: ${markdownLine(principal(record.source.createdBy))}`,
    `Response plan: ${markdownLine(record.arn.plan)}`,
    `Account: ${record.arn.account}`,
    `ARN: \`${record.arn.arn}\``,
  ];
}

/** The ARN; people of Slack have none. */
const principal = (arn: string): string => (isSlackActor(arn) ? personOf(arn) : arn);

/** When the first page was acknowledged, in epoch milliseconds; `undefined` if what was read does not say. */
export function firstAcknowledgement(
  snapshot: IncidentSnapshot,
  events: readonly TimelineEvent[] = [],
): number | undefined {
  const told = events.filter(({ type }) => type === acknowledgement).map(({ atMs }) => atMs);
  const known = (snapshot.engagements ?? []).flatMap(({ acknowledgedAtMs }) => acknowledgedAtMs ?? []);
  const all = [...told, ...known];
  return all.length === 0 ? undefined : Math.min(...all);
}

/** @param createdAtMs the incident's start, from which all times to acknowledge are counted */
function engagementLine(engagement: Engagement, createdAtMs: number): string {
  const { startedAtMs, acknowledgedAtMs, acknowledgementKnown, acknowledgedBy } = engagement;
  const by = acknowledgedBy === undefined ? '' : ` by ${contactName(acknowledgedBy)}`;
  const paged = startedAtMs === undefined ? 'paged' : `paged ${utc(startedAtMs, 'seconds')}`;
  const answer =
    acknowledgedAtMs !== undefined
      ? `acknowledged${by} ${utc(acknowledgedAtMs, 'seconds')} (after ${durationText(acknowledgedAtMs - createdAtMs)})`
      : acknowledgementKnown === true
        ? 'never acknowledged'
        : 'whether it was acknowledged could not be read';
  return markdownLine(`${contactName(engagement)}: ${paged}, ${answer}`);
}

function runbookLine(runbook: Runbook, now: number): string {
  const { startedAtMs, endedAtMs, failureMessage = '' } = runbook;
  const took = startedAtMs === undefined ? '' : `ran ${durationText((endedAtMs ?? now) - startedAtMs)}`;
  const began = startedAtMs === undefined ? '' : `started ${utc(startedAtMs, 'seconds')}`;
  return markdownLine(
    joined([`${runbookName(runbook)} ${runbookState(runbook)}`.trimEnd(), began, took, failureMessage]),
  );
}

/** A related item with its target. An https URL is live and never shortened. */
function relatedLine(item: RelatedItem): string {
  const words = relatedSentence(item);
  const target = item.url ?? item.arn;
  if (target === undefined || (item.url === undefined && words.includes(target))) return markdownLine(words);
  const url = item.url === undefined ? undefined : liveAddress(item.url);
  return `${markdownLine(words)}: ${url === undefined ? markdownLine(target) : `<${url}>`}`;
}

/** An event as Markdown: text by people in full below its time, other events on one line. */
function eventLines(event: TimelineEvent): string {
  const time = utc(event.atMs, 'seconds');
  const data = timelineData(event);
  const written = event.type === 'Note' || event.type === 'Custom Event';
  if (written && typeof data === 'string' && hasInk(data)) {
    const by = event.by === undefined ? '' : ` by ${personOf(event.by)}`;
    return `**${time}** ${markdownLine(`${event.type}${by}`)}\n\n${quotedMarkdown(data).replaceAll(/^/gm, '  ')}\n`;
  }
  const words =
    event.data === undefined ? `${event.type} (its text could not be read)` : timelineWords(event, longestWords);
  return `**${time}** ${markdownLine(words)}`;
}

function section<T>(items: readonly T[] | undefined, line: (item: T) => string, none: string): string {
  if (items === undefined) return unread;
  return items.length === 0 ? none : list(items.map(line));
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
const joined = (parts: readonly string[]): string => parts.filter(hasInk).join(', ');

const marks = /[\\`*_{}[\]<>()#+!|~]/g;

/** Escapes untrusted text on one line of Markdown: no formatting, link or HTML. */
export const markdownLine = (text: string): string => escapedAroundMail(oneLine(text), escapedLine);

function escapedLine(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replace(marks, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-=])/, '\\$1');
  return withoutAddresses(escaped);
}

/** Untrusted Markdown as a quote, see `rewrittenMarkdown`. */
export function quotedMarkdown(text: string): string {
  const lines = rewrittenMarkdown(text).split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}
