import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { openForMs, stateOf } from '../../incidents/state.ts';
import { timelineEntries } from '../../incidents/timeline/timeline-entry.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { hasInk } from '../text/clean-text.ts';
import { markdownToPlain } from '../text/markdown-to-plain.ts';
import { utc } from '../text/mrkdwn.ts';
import { alarmName } from '../words/alarm-words.ts';
import { acknowledgerName, contactName } from '../words/engagement-words.ts';
import { roleLine } from '../words/responder-words.ts';
import { runbookSentence } from '../words/runbook-words.ts';
import { resourceName } from '../words/source-words.ts';
import { stateName } from '../words/state-words.ts';
import { timelineWords } from '../words/timeline-words.ts';
import { markdownLine } from './report.ts';

/** What stands in the facts only, so that the app finds its own part again. @param id of the incident */
export const factsMark = (id: string): string => `Facts of incident ${id}`;

/** The longest timeline, in characters: a canvas takes a million in all. */
const longestTimeline = 600_000;
const longestWords = 1000;
/** AWS takes 8000 characters. */
const longestSummary = 8000;
const unread = '_Could not be read from AWS._';

/**
 * The facts of an incident as one paragraph of Markdown, which the app keeps current. What changes by the minute is not part
 * of it.
 * @param acknowledgedAtMs when the first page was acknowledged, in epoch milliseconds, if known
 */
export function postMortemFacts(snapshot: IncidentSnapshot, acknowledgedAtMs?: number): string {
  const { record, responders, alarm } = snapshot;
  const after = (ms: number) => durationText(ms - record.createdAtMs);
  const lasted = openForMs(record);
  const resolved =
    stateOf(record) !== 'resolved'
      ? 'not yet'
      : record.resolvedAtMs === undefined || lasted === undefined
        ? 'at an unknown time'
        : `${utc(record.resolvedAtMs)}, after ${durationText(lasted)}`;
  const source = alarm === undefined ? resourceName(record.source.resourceArn ?? '') : alarmName(alarm);
  const lines = [
    `State: ${stateName(record)}. Impact: ${impactName(record.impact)}`,
    `Started: ${utc(record.createdAtMs)}`,
    acknowledgedAtMs === undefined
      ? undefined
      : `Acknowledged: ${utc(acknowledgedAtMs)}, after ${after(acknowledgedAtMs)}`,
    `Resolved: ${resolved}`,
    ...(responders?.roles ?? []).map((role) => roleLine(role)),
    source === '' ? undefined : `Started by: ${source}`,
    `Response plan: ${record.arn.plan}, account ${record.arn.account}`,
  ].filter((line) => line !== undefined);
  const heading = `**${factsMark(record.arn.id)}** (the app keeps this paragraph current until a day after the resolution)`;
  return [heading, ...lines.map(markdownLine)].join('  \n');
}

export interface PostMortemSource {
  snapshot: IncidentSnapshot;
  /** In any order; absent: not readable. */
  events?: readonly TimelineEvent[];
  acknowledgedAtMs?: number;
}

/** A post-mortem to fill, as Markdown that a canvas takes: no list in a quote, no heading deeper than two, no HTML. */
export function postMortem({ snapshot, events, acknowledgedAtMs }: PostMortemSource): string {
  const { record, engagements } = snapshot;
  const parts = [
    postMortemFacts(snapshot, acknowledgedAtMs),
    '## Summary',
    summaryText(record.summary ?? ''),
    '## Impact on customers',
    '_Who was affected, how, and for how long?_',
    '## Causes',
    '_What led to it? What made it worse, or hid it?_',
    '## Contributing alarms',
    list(alarmLines(snapshot), 'None.'),
    '## People',
    engagements === undefined ? unread : list(engagements.map(pagedLine), 'Nobody was paged.'),
    '## Runbooks',
    list(
      runbooksOf(snapshot).map((runbook) => runbookSentence(runbook, 300)),
      'None ran.',
    ),
    '## What went well',
    '_…_',
    '## What went badly',
    '_…_',
    '## Actions',
    '- [ ] _What, who, until when_',
    '## Timeline (UTC)',
    events === undefined ? unread : timeline(events),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summaryText(summary: string): string {
  if (!hasInk(summary)) return '_What happened, in three sentences._';
  return markdownLine(markdownToPlain(summary, longestSummary));
}

function alarmLines({ alarm }: IncidentSnapshot): string[] {
  if (alarm === undefined) return [];
  return [alarmName(alarm), ...(alarm.children ?? []).map((child) => `${alarmName(child)}, part of it`)];
}

function pagedLine(engagement: NonNullable<IncidentSnapshot['engagements']>[number]): string {
  const { startedAtMs, acknowledgedAtMs } = engagement;
  const paged = startedAtMs === undefined ? '' : ` at ${utc(startedAtMs)}`;
  if (acknowledgedAtMs === undefined) return `${contactName(engagement)}: paged${paged}`;
  return `${acknowledgerName(engagement)}: paged${paged}, acknowledged at ${utc(acknowledgedAtMs)}`;
}

/** The oldest first; if that is too much, the newest of it. */
function timeline(events: readonly TimelineEvent[]): string {
  const newestFirst = [...events].sort((a, b) => b.atMs - a.atMs);
  const lines: string[] = [];
  let length = 0;
  for (const { event, summaryBefore } of timelineEntries(newestFirst)) {
    const line = `- ${utc(event.atMs)} ${markdownLine(timelineWords(event, longestWords, summaryBefore))}`;
    length += line.length + 1;
    if (length > longestTimeline) {
      lines.push(`- _${newestFirst.length - lines.length} earlier events are in Incident Manager._`);
      break;
    }
    lines.push(line);
  }
  return lines.length === 0 ? 'Empty.' : lines.reverse().join('\n');
}

const list = (lines: readonly string[], none: string): string =>
  lines.length === 0 ? none : lines.map((line) => `- ${markdownLine(line)}`).join('\n');
