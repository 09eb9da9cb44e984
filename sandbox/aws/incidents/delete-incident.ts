import type { IncidentContext } from './incident-context.ts';
import { emitUnpublished } from './publish.ts';
import type { StoredIncident } from './stored-incident.ts';

/** Deletes an incident with its timeline and tags. */
export function deleteIncident(context: IncidentContext, incident: StoredIncident, by: string): void {
  context.incidents.delete(incident.record.arn);
  context.tags.delete(incident.record.arn);
  emitUnpublished(context, incident, 'deleted', by);
}
