import type { IncidentContext } from './incident-context.ts';
import { publishModified } from './modify.ts';
import type { StoredIncident, StoredItem } from './stored-incident.ts';

/** Adds a related item with a generated id, and publishes the change. */
export function relate(context: IncidentContext, incident: StoredIncident, item: StoredItem, by: string): StoredItem {
  const id = context.newId().replaceAll('-', '').toUpperCase();
  const added = { ...item, generatedId: `related-item/${item.identifier.type}/${id}` };
  incident.relatedItems.push(added);
  const newValue = JSON.stringify({ itemToAdd: item });
  publishModified(context, incident, [{ attributeName: 'relatedItems', newValue }], by, [
    { relatedItemId: added.generatedId },
    { resource: incident.record.arn },
  ]);
  return added;
}
