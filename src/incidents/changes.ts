import type { AlarmReading } from './alarm.ts';
import type { Engagement, RelatedItem } from './links/related.ts';
import { type ResponderChange, responderChanges } from './people/responder-changes.ts';
import type { IncidentRecord } from './record.ts';
import { type Runbook, type RunbookPhase, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';
import { openForMs, stateOf } from './state.ts';
import { mostNotes, type Note } from './timeline/note.ts';

/** What a difference between two records has: its last editor, and when they edited it, in epoch milliseconds. */
interface Edited {
  by: string;
  atMs?: number;
}

/** A difference between two snapshots of an incident. */
export type Change =
  | (Edited & { kind: 'resolved'; openForMs?: number })
  | (Edited & { kind: 'reopened' })
  | (Edited & { kind: 'status'; from: string; to: string })
  | (Edited & { kind: 'impact'; from: number; to: number })
  | (Edited & { kind: 'title'; from: string; to: string })
  | (Edited & { kind: 'summary'; from: string; to: string })
  | { kind: 'note'; note: Note; edited?: true }
  | { kind: 'runbook'; runbook: Runbook; phase: RunbookPhase; from?: RunbookPhase }
  | { kind: 'paged'; engagement: Engagement }
  | { kind: 'acknowledged'; engagement: Engagement }
  | { kind: 'alarm'; alarm: AlarmReading; from: string }
  | ResponderChange
  | { kind: 'related'; item: RelatedItem };

/** Whether a change is also posted to the channel, not only in the card's thread: a resolution or a reopening. */
export function isForChannel(change: Change): boolean {
  if (change.kind === 'status') return stateOf({ status: change.from }) === 'resolved';
  return change.kind === 'resolved' || change.kind === 'reopened';
}

/** The compared parts of two snapshots. A part that one of them lacks is not compared. */
export type ComparedSnapshot = Pick<
  IncidentSnapshot,
  'record' | 'runbooks' | 'engagements' | 'related' | 'alarm' | 'notes' | 'notesAtMs' | 'responders'
> & { readAtMs?: number };

/**
 * The changes from one snapshot to a later one, the most important first.
 * @example
 * changesBetween(shown, snapshot); // [{ kind: 'impact', from: 2, to: 1, by: 'arn:aws:sts::…' }]
 */
export function changesBetween(before: ComparedSnapshot, after: ComparedSnapshot): Change[] {
  return [
    ...recordChanges(before.record, after.record),
    ...(before.responders && after.responders ? responderChanges(before.responders, after.responders) : []),
    ...(before.runbooks && after.runbooks ? runbookChanges(before.runbooks, after.runbooks) : []),
    ...(before.engagements && after.engagements ? engagementChanges(before.engagements, after.engagements) : []),
    ...(before.alarm && after.alarm ? alarmChanges(before.alarm, after.alarm) : []),
    ...(before.related && after.related ? relatedChanges(before.related, after.related) : []),
    ...(after.notes ? noteChanges(before, after.notes) : []),
  ];
}

/** The changes in the order in which they happened; those without a known time come last. */
export function inOrder(changes: readonly Change[]): Change[] {
  const placed = changes.map((change) => ({ change, atMs: happenedAtMs(change) ?? Number.POSITIVE_INFINITY }));
  // What was edited at the moment of the resolution was edited before it.
  const late = ({ kind }: Change) => (kind === 'resolved' ? 1 : 0);
  placed.sort((a, b) => (a.atMs === b.atMs ? late(a.change) - late(b.change) : a.atMs - b.atMs));
  return placed.map(({ change }) => change);
}

/** When a change happened, if known; epoch milliseconds. */
export function happenedAtMs(change: Change): number | undefined {
  switch (change.kind) {
    case 'runbook':
      return change.phase === 'running' && change.from === undefined
        ? change.runbook.startedAtMs
        : change.runbook.endedAtMs;
    case 'paged':
      return change.engagement.startedAtMs;
    case 'acknowledged':
      return change.engagement.acknowledgedAtMs;
    case 'alarm':
      return change.alarm.sinceMs;
    case 'note':
      return change.note.writtenAtMs;
    case 'related':
      return undefined;
    default:
      return change.atMs;
  }
}

function recordChanges(before: IncidentRecord, after: IncidentRecord): Change[] {
  const edited = { by: after.modifiedBy, atMs: after.modifiedAtMs };
  const changes: Change[] = [];
  if (before.status !== after.status) changes.push(statusChange(before, after));
  if (before.impact !== after.impact)
    changes.push({ kind: 'impact', from: before.impact, to: after.impact, ...edited });
  if (before.title !== after.title) changes.push({ kind: 'title', from: before.title, to: after.title, ...edited });
  const [from, to] = [before.summary ?? '', after.summary ?? ''];
  if (from !== to) changes.push({ kind: 'summary', from, to, ...edited });
  return changes;
}

/** The two times that AWS gives one resolution may differ by this, in milliseconds. */
const sameMs = 1000;

function statusChange(before: IncidentRecord, after: IncidentRecord): Change {
  const { modifiedAtMs, resolvedAtMs = modifiedAtMs } = after;
  const edited = { by: after.modifiedBy, atMs: modifiedAtMs };
  if (stateOf(after) === 'resolved') {
    const lasted = openForMs(after);
    const isLast = modifiedAtMs - resolvedAtMs < sameMs;
    return {
      kind: 'resolved',
      ...edited,
      ...(!isLast && { atMs: resolvedAtMs }),
      ...(lasted !== undefined && { openForMs: lasted }),
    };
  }
  if (stateOf(before) === 'resolved' && stateOf(after) === 'open') return { kind: 'reopened', ...edited };
  return { kind: 'status', from: before.status, to: after.status, ...edited };
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

/** The clocks of AWS and of the app may differ by this, in milliseconds. */
const clockMs = 10_000;

/**
 * New and edited notes, the oldest first. If none were read before, those count as new that were written since the first
 * snapshot; if more were written than a snapshot holds, an older one that comes back into view is not new.
 */
function noteChanges({ notes: before, notesAtMs, readAtMs }: ComparedSnapshot, after: readonly Note[]): Change[] {
  const sinceMs = notesAtMs ?? readAtMs;
  if (before === undefined && sinceMs === undefined) return [];
  const isFull = (before?.length ?? 0) >= mostNotes;
  const oldestMs = isFull
    ? Math.min(...(before ?? []).map(({ writtenAtMs }) => writtenAtMs))
    : Number.NEGATIVE_INFINITY;
  const fromMs = before === undefined ? (sinceMs ?? 0) - clockMs : oldestMs;
  const known = new Map(before?.map((note) => [note.id, note]));
  const changes: Change[] = [];
  for (const note of [...after].sort((a, b) => a.writtenAtMs - b.writtenAtMs)) {
    const old = known.get(note.id);
    if (old === undefined && note.writtenAtMs >= fromMs) changes.push({ kind: 'note', note });
    if (old !== undefined && old.text !== note.text) changes.push({ kind: 'note', note, edited: true });
  }
  return changes;
}
