import type { ListRelatedItemsInput, UpdateRelatedItemsInput } from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { notFound, validationError } from '../service-error.ts';
import { findIncident, type IncidentContext, lookUpIncident } from './incident-context.ts';
import { publishModified } from './modify.ts';
import { relate } from './relate.ts';
import type { StoredIncident, StoredItem } from './stored-incident.ts';

const defaultPageSize = 50;
/** @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html */
const mostItems = 50;

/** The operations on related items. */
export function relatedItemOperations(context: IncidentContext): Operations {
  function remove(incident: StoredIncident, identifier: StoredItem['identifier'], by: string): void {
    const same = (item: StoredItem) => JSON.stringify(item.identifier) === JSON.stringify(identifier);
    const index = incident.relatedItems.findIndex(same);
    if (index === -1) throw notFound('INCIDENT_RECORD', JSON.stringify(identifier));
    incident.relatedItems.splice(index, 1);
    const newValue = JSON.stringify({ itemToRemove: identifier });
    publishModified(context, incident, [{ attributeName: 'relatedItems', newValue }], by);
  }

  return {
    /** An incident that does not exist has no related items. */
    ListRelatedItems(input: Checked<ListRelatedItemsInput>, caller: Caller) {
      const { incidentRecordArn, maxResults = defaultPageSize, nextToken } = input;
      const items = lookUpIncident(context, incidentRecordArn, caller, 'ListRelatedItems')?.relatedItems ?? [];
      const page = pageOf(items, maxResults, nextToken);
      return { relatedItems: page.items, nextToken: page.next };
    },

    UpdateRelatedItems({ incidentRecordArn, relatedItemsUpdate }: Checked<UpdateRelatedItemsInput>, caller: Caller) {
      const incident = findIncident(context, incidentRecordArn, caller, 'UpdateRelatedItems');
      const { itemToAdd, itemToRemove } = relatedItemsUpdate;
      if (itemToAdd !== undefined) {
        if (incident.relatedItems.length >= mostItems) {
          throw validationError(`An incident has at most ${mostItems} related items`);
        }
        relate(context, incident, itemToAdd, caller.principal);
      }
      if (itemToRemove !== undefined) remove(incident, itemToRemove, caller.principal);
      return {};
    },
  };
}
