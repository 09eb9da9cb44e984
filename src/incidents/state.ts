import type { IncidentRecord } from './record.ts';

export type IncidentState = 'open' | 'resolved' | 'other';

/** The state of an incident; `other` for an unknown status. */
export function stateOf(incident: Pick<IncidentRecord, 'status'>): IncidentState {
  if (incident.status === 'OPEN') return 'open';
  return incident.status === 'RESOLVED' ? 'resolved' : 'other';
}

/** How long a resolved incident was open, in milliseconds; `undefined` when its end is unknown. */
export function openForMs(incident: Pick<IncidentRecord, 'createdAtMs' | 'resolvedAtMs'>): number | undefined {
  if (incident.resolvedAtMs === undefined) return undefined;
  return Math.max(0, incident.resolvedAtMs - incident.createdAtMs);
}
