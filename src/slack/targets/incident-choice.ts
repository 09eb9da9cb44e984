import { decodeButtonValue, encodeButtonValue } from '../../cards/block-kit/button-value.ts';
import { limits } from '../../cards/block-kit/limits.ts';
import type { Choice } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { byUrgency } from '../../cards/words/incident-line.ts';
import { stateName, titleOf } from '../../cards/words/state-words.ts';
import { impactName } from '../../incidents/impact.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from './incident-target.ts';

/** An incident as the value of a menu option: its ARN, or account and id when the ARN is too long. */
export function encodeChoice(text: string): string {
  const value = encodeButtonValue({ arn: text, seenMs: 0 });
  const arn = parseIncidentArn(text);
  return value.length <= limits.optionValue.max || arn === undefined ? value : `${arn.account}/${arn.id}`;
}

/**
 * Finds the incident of a chosen option.
 * @returns `undefined` for a value that this app did not write
 * @throws AppError `no_such_incident`
 */
export async function chosenIncident(
  value: string,
  { incidents }: Pick<Services, 'incidents'>,
): Promise<IncidentArn | undefined> {
  const arn = parseIncidentArn(decodeButtonValue(value)?.arn ?? '');
  if (arn !== undefined) return arn;
  const [, account, id] = /^(\d{12})\/([\w-]{1,50})$/.exec(value) ?? [];
  return account === undefined || id === undefined ? undefined : resolveTarget({ kind: 'id', id, account }, incidents);
}

/** How long after its start a resolved incident is offered, in milliseconds: notes are added for a while. */
const recentMs = 14 * 86_400_000;

/**
 * The options of the incident menu: incidents with a card in the channel first, then other open ones, each sorted by
 * urgency. Resolved incidents are offered only if the channel has their card.
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

/** One option of the menu, with as much of the title as fits: people search by its words. */
export function incidentChoice(incident: IncidentSummary): Choice {
  const facts = ` (${stateName(incident)}, ${impactName(incident.impact)})`;
  const title = truncate(titleOf(incident), limits.optionText.max - facts.length);
  return { text: `${title}${facts}`, value: encodeChoice(incident.arn.arn) };
}
