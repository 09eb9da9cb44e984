import type { ModifiedAttribute } from './change.ts';
import type { IncidentContext } from './incident-context.ts';
import { factsOf, publish } from './publish.ts';
import type { StoredEvent, StoredIncident, StoredRecord } from './stored-incident.ts';

/** The fields that UpdateIncidentRecord can change. */
export type RecordChanges = Partial<
  Pick<StoredRecord, 'title' | 'summary' | 'impact' | 'status' | 'chatChannel' | 'notificationTargets'>
>;

/** Longest new value recorded in the timeline, in UTF-16 units: event data holds 12,000 characters of JSON. */
const longestValue = 2000;

/** Changes a record and publishes the differences. Resolving ends the incident's engagements. */
export function modifyRecord(
  context: IncidentContext,
  incident: StoredIncident,
  changes: RecordChanges,
  by: string,
): void {
  const { record } = incident;
  const attributes: ModifiedAttribute[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const before = record[name as keyof RecordChanges];
    if (value === undefined || JSON.stringify(before) === JSON.stringify(value)) continue;
    Object.assign(record, { [name]: value });
    const newValue = typeof value === 'object' ? JSON.stringify(value) : String(value).slice(0, longestValue);
    attributes.push({ attributeName: name, newValue });
  }
  if (record.chatChannel !== undefined && 'empty' in record.chatChannel) delete record.chatChannel;
  if (record.status === 'OPEN') delete record.resolvedTime;
  else record.resolvedTime ??= new Date(context.now());
  if (record.status === 'RESOLVED') context.contacts.stop(record.arn);
  publishModified(context, incident, attributes, by);
}

/** Marks a record as modified now, with a timeline event of what changed. */
export function publishModified(
  context: IncidentContext,
  incident: StoredIncident,
  modifiedAttributes: ModifiedAttribute[],
  by: string,
  references?: StoredEvent['eventReferences'],
): void {
  incident.record.lastModifiedBy = by;
  incident.record.lastModifiedTime = new Date(context.now());
  if (modifiedAttributes.length === 0) return;
  publish(context, incident, { kind: 'updated', modifiedAttributes, ...factsOf(context, incident, by) }, references);
}
