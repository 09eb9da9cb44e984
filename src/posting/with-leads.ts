import { inBatches } from '../batches.ts';
import type { ListedIncident } from '../cards/words/incident-line.ts';
import { leadOf } from '../incidents/people/responders.ts';
import type { ResponderStore } from './responder-store.ts';

/** Adds who leads each incident, as far as the store knows: a list asks AWS nothing about single incidents. */
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
