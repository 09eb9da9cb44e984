import type { AlarmReading } from './alarm.ts';
import type { IncidentRecord } from './record.ts';
import type { Engagement, RelatedItem } from './related.ts';
import { type Runbook, type RunbookPhase, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';
import { openForMs, stateOf } from './state.ts';

/** A difference between two snapshots of an incident. `by` is the ARN of the last editor of the record. */
export type Change =
  | { kind: 'resolved'; by: string; openForMs?: number }
  | { kind: 'reopened'; by: string }
  | { kind: 'status'; from: string; to: string; by: string }
  | { kind: 'impact'; from: number; to: number; by: string }
  | { kind: 'title'; from: string; to: string; by: string }
  | { kind: 'summary'; from: string; to: string; by: string }
  | { kind: 'runbook'; runbook: Runbook; phase: RunbookPhase; from?: RunbookPhase }
  | { kind: 'paged'; engagement: Engagement }
  | { kind: 'acknowledged'; engagement: Engagement }
  | { kind: 'alarm'; alarm: AlarmReading; from: string }
  | { kind: 'related'; item: RelatedItem };

/** Whether a change is also posted to the channel, not only in the card's thread: a resolution or a reopening. */
export function isForChannel(change: Change): boolean {
  if (change.kind === 'status') return stateOf({ status: change.from }) === 'resolved';
  return change.kind === 'resolved' || change.kind === 'reopened';
}

/** The compared parts of two snapshots. A part that one of them lacks is not compared. */
export type ComparedSnapshot = Pick<IncidentSnapshot, 'record' | 'runbooks' | 'engagements' | 'related' | 'alarm'>;

/**
 * The changes from one snapshot to a later one, the most important first.
 * @example
 * changesBetween(shown, snapshot); // [{ kind: 'impact', from: 2, to: 1, by: 'arn:aws:sts::…' }]
 */
export function changesBetween(before: ComparedSnapshot, after: ComparedSnapshot): Change[] {
  return [
    ...recordChanges(before.record, after.record),
    ...(before.runbooks && after.runbooks ? runbookChanges(before.runbooks, after.runbooks) : []),
    ...(before.engagements && after.engagements ? engagementChanges(before.engagements, after.engagements) : []),
    ...(before.alarm && after.alarm ? alarmChanges(before.alarm, after.alarm) : []),
    ...(before.related && after.related ? relatedChanges(before.related, after.related) : []),
  ];
}

function recordChanges(before: IncidentRecord, after: IncidentRecord): Change[] {
  const by = after.modifiedBy;
  const changes: Change[] = [];
  if (before.status !== after.status) changes.push(statusChange(before, after));
  if (before.impact !== after.impact) changes.push({ kind: 'impact', from: before.impact, to: after.impact, by });
  if (before.title !== after.title) changes.push({ kind: 'title', from: before.title, to: after.title, by });
  const [from, to] = [before.summary ?? '', after.summary ?? ''];
  if (from !== to) changes.push({ kind: 'summary', from, to, by });
  return changes;
}

function statusChange(before: IncidentRecord, after: IncidentRecord): Change {
  const by = after.modifiedBy;
  if (stateOf(after) === 'resolved') {
    const lasted = openForMs(after);
    return { kind: 'resolved', by, ...(lasted !== undefined && { openForMs: lasted }) };
  }
  if (stateOf(before) === 'resolved' && stateOf(after) === 'open') return { kind: 'reopened', by };
  return { kind: 'status', from: before.status, to: after.status, by };
}

function runbookChanges(before: readonly Runbook[], after: readonly Runbook[]): Change[] {
  const old = new Map(before.map((runbook) => [runbook.arn, runbookPhase(runbook)]));
  const changes: Change[] = [];
  for (const runbook of after) {
    const phase = runbookPhase(runbook);
    const from = old.get(runbook.arn);
    // A runbook that temporarily cannot be read has not changed.
    if (phase === from || phase === 'unknown') continue;
    changes.push({ kind: 'runbook', runbook, phase, ...(from !== undefined && { from }) });
  }
  return changes;
}

function engagementChanges(before: readonly Engagement[], after: readonly Engagement[]): Change[] {
  const old = new Map(before.map((engagement) => [engagement.arn, engagement]));
  const changes: Change[] = [];
  for (const engagement of after) {
    const known = old.get(engagement.arn);
    if (engagement.acknowledgedAtMs !== undefined && known?.acknowledgedAtMs === undefined) {
      changes.push({ kind: 'acknowledged', engagement });
    } else if (known === undefined) {
      changes.push({ kind: 'paged', engagement });
    }
  }
  return changes;
}

/** Compares only the state: another reason for the same state is not a change. */
const alarmChanges = (before: AlarmReading, after: AlarmReading): Change[] =>
  before.arn === after.arn && before.state !== after.state ? [{ kind: 'alarm', alarm: after, from: before.state }] : [];

function relatedChanges(before: readonly RelatedItem[], after: readonly RelatedItem[]): Change[] {
  const old = new Set(before.map(identityOf));
  return after.filter((item) => !old.has(identityOf(item))).map((item) => ({ kind: 'related', item }));
}

const identityOf = (item: RelatedItem) => JSON.stringify([item.type, item.arn, item.url, item.metricDefinition]);
