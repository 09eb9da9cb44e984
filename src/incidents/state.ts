import type { IncidentRecord } from './record.ts';

export type IncidentState = 'open' | 'resolved' | 'other';

/** The state an incident is in; a status AWS adds one day is `other`. */
export function stateOf(incident: Pick<IncidentRecord, 'status'>): IncidentState {
  if (incident.status === 'OPEN') return 'open';
  return incident.status === 'RESOLVED' ? 'resolved' : 'other';
}

/** How long a resolved incident was open, in milliseconds; `undefined` when AWS did not say when it was resolved. */
export function openForMs(incident: Pick<IncidentRecord, 'createdAtMs' | 'resolvedAtMs'>): number | undefined {
  if (incident.resolvedAtMs === undefined) return undefined;
  return Math.max(0, incident.resolvedAtMs - incident.createdAtMs);
}
