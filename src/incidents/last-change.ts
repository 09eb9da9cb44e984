import type { IncidentSnapshot } from './snapshot.ts';

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
  ];
  return times.reduce<number>((latest, ms) => (ms !== undefined && ms > latest ? ms : latest), 0);
}
