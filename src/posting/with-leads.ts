import { inBatches } from '../batches.ts';
import type { ListedIncident } from '../cards/words/incident-line.ts';
import { leadOf } from '../incidents/people/responders.ts';
import type { ResponderStore } from './responder-store.ts';

/** Adds the lead that the store has for each incident: a list sends AWS no request about a single incident. */
export function withLeads(
  incidents: readonly ListedIncident[],
  responders: Pick<ResponderStore, 'known'>,
): Promise<ListedIncident[]> {
  return inBatches(incidents, 20, async (incident) => {
    const known = await responders.known(incident.arn);
    const lead = known && leadOf({ responders: known });
    return lead === undefined ? incident : { ...incident, lead };
  });
}
