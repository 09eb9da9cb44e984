import type { IncidentContext } from './incident-context.ts';
import type { StoredEvent, StoredIncident } from './stored-incident.ts';

/** Adds an event to an incident's timeline, as Incident Manager itself does: any type, any data. */
export function writeTimeline(
  context: IncidentContext,
  incident: StoredIncident,
  eventType: string,
  eventData: string,
  { atMs = context.now(), references }: { atMs?: number; references?: StoredEvent['eventReferences'] } = {},
): StoredEvent {
  const event: StoredEvent = {
    eventId: context.newId(),
    incidentRecordArn: incident.record.arn,
    eventType,
    eventData,
    eventTime: new Date(atMs),
    eventUpdatedTime: new Date(context.now()),
    eventReferences: references ?? [{ resource: incident.record.arn }],
  };
  incident.events.push(event);
  return event;
}
