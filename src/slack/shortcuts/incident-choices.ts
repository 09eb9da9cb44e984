import type { Choice } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { byUrgency } from '../../cards/words/incident-line.ts';
import { stateName, titleOf } from '../../cards/words/state-words.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import type { Services } from '../services.ts';
import { encodeChoice } from '../targets/incident-choice.ts';

/** Resolved incidents are offered for so long after they began, in milliseconds: notes follow for a while. */
const recentMs = 14 * 86_400_000;

/**
 * Incidents to choose from: those that have a card in the channel first, then the other open ones, each the most urgent
 * first. Resolved ones are offered where the channel has their card.
 */
export async function incidentChoices(
  channel: string,
  services: Pick<Services, 'incidents' | 'cardStore' | 'now'>,
): Promise<Choice[]> {
  const createdAfterMs = services.now() - recentMs;
  const [open, recent] = await Promise.all([
    services.incidents.listIncidents({ status: 'OPEN' }),
    services.incidents.listIncidents({ status: 'RESOLVED', createdAfterMs, maxPages: 1 }),
  ]);
  const known = await Promise.all(
    [...open.incidents, ...recent.incidents].map(async (incident) => ({
      incident,
      here: (await services.cardStore.get(incident.arn.arn, channel)) !== undefined,
    })),
  );
  const here = known.filter((each) => each.here).map(({ incident }) => incident);
  const others = known.filter((each) => !each.here && each.incident.status === 'OPEN').map(({ incident }) => incident);
  return [...here.sort(byUrgency), ...others.sort(byUrgency)].map(incidentChoice);
}

export function incidentChoice(incident: IncidentSummary): Choice {
  const facts = `${stateName(incident)}, ${impactName(incident.impact)}`;
  return { text: `${truncate(titleOf(incident), 45)} (${facts})`, value: encodeChoice(incident.arn.arn) };
}
