import type { IncidentSnapshot } from './snapshot.ts';
import { mostNotes } from './timeline/note.ts';

/**
 * When what a snapshot shows last changed, in epoch milliseconds: of later snapshots it is never earlier. The record's own
 * time does not move when a page is acknowledged, a role is taken or a runbook ends. Of
 * the steps of a runbook AWS gives no time.
 */
export function lastChangeMs(snapshot: IncidentSnapshot): number {
  const { record, runbooks = [], engagements = [], responders, notes = [] } = snapshot;
  const { roles = [], onIt = [], ended } = responders ?? {};
  const times = [
    record.modifiedAtMs,
    ...engagements.flatMap((one) => [one.startedAtMs, one.acknowledgedAtMs, one.stoppedAtMs]),
    ...runbooks.flatMap((one) => [one.startedAtMs, one.endedAtMs]),
    ...roles.map(({ sinceMs }) => sinceMs),
    ...onIt.map(({ atMs }) => atMs),
    ended?.sinceMs,
    ...notes.map(({ writtenAtMs }) => writtenAtMs),
    snapshot.goneAtMs,
  ];
  return times.reduce<number>((latest, ms) => (ms !== undefined && ms > latest ? ms : latest), 0);
}

/**
 * Notes when a later snapshot lacks something that the earlier one shows, such as a deleted note, of which nothing else keeps
 * the time. `lastChangeMs` then grows.
 */
export function withGone(before: IncidentSnapshot, later: IncidentSnapshot): IncidentSnapshot {
  const wasMs = lastChangeMs(before);
  if (lastChangeMs(later) >= wasMs && !isNoteGone(before, later)) return later;
  return { ...later, goneAtMs: Math.max(later.readAtMs, wasMs) };
}

/** Only the newest notes are read: one that is older than all of them may still be there. */
function isNoteGone({ notes: before = [] }: IncidentSnapshot, { notes = [] }: IncidentSnapshot): boolean {
  const oldestMs = notes.length < mostNotes ? 0 : Math.min(...notes.map(({ writtenAtMs }) => writtenAtMs));
  const there = new Set(notes.map(({ id }) => id));
  return before.some(({ id, writtenAtMs }) => writtenAtMs > oldestMs && !there.has(id));
}
