import { type Runbook, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';

/**
 * When what a snapshot shows last changed, in epoch milliseconds: of later snapshots it is never earlier. The record's own
 * time does not move when a page is acknowledged, a role is taken or a runbook ends.
 */
export function lastChangeMs(snapshot: IncidentSnapshot): number {
  const { record, runbooks = [], engagements = [], responders, notes = [], readAtMs } = snapshot;
  const { roles = [], onIt = [], ended } = responders ?? {};
  const times = [
    record.modifiedAtMs,
    ...engagements.flatMap((one) => [one.startedAtMs, one.acknowledgedAtMs, one.stoppedAtMs]),
    // AWS gives no time for the steps of a runbook that has not ended.
    ...runbooks.flatMap((one) => [one.startedAtMs, one.endedAtMs, hasEnded(one) ? undefined : readAtMs]),
    ...roles.map(({ sinceMs }) => sinceMs),
    ...onIt.map(({ atMs }) => atMs),
    ended?.sinceMs,
    ...notes.map(({ writtenAtMs }) => writtenAtMs),
  ];
  return times.reduce<number>((latest, ms) => (ms !== undefined && ms > latest ? ms : latest), 0);
}

/** A runbook that could not be read has no status: nothing of it is shown that could change. */
const hasEnded = (one: Runbook): boolean => one.status === undefined || ['done', 'failed'].includes(runbookPhase(one));
