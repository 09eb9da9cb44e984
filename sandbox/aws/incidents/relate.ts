import type { IncidentContext } from './incident-context.ts';
import { tellModified } from './modify.ts';
import type { StoredIncident, StoredItem } from './stored-incident.ts';

/** Adds a related item, with an id made by Incident Manager, and tells of it. */
export function relate(context: IncidentContext, incident: StoredIncident, item: StoredItem, by: string): StoredItem {
  const id = context.newId().replaceAll('-', '').toUpperCase();
  const added = { ...item, generatedId: `related-item/${item.identifier.type}/${id}` };
  incident.relatedItems.push(added);
  const newValue = JSON.stringify({ itemToAdd: item });
  tellModified(context, incident, [{ attributeName: 'relatedItems', newValue }], by, [
    { relatedItemId: added.generatedId },
    { resource: incident.record.arn },
  ]);
  return added;
}
