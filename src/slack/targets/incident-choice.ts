import { decodeButtonValue, encodeButtonValue } from '../../cards/block-kit/button-value.ts';
import { limits } from '../../cards/block-kit/limits.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from './incident-target.ts';

/** An incident as the value of an option; where its plan's name is too long for one, by its account and id. */
export function encodeChoice(text: string): string {
  const value = encodeButtonValue({ arn: text, seenMs: 0 });
  const arn = parseIncidentArn(text);
  return value.length <= limits.optionValue.max || arn === undefined ? value : `${arn.account}/${arn.id}`;
}

/**
 * Finds the incident that was chosen.
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
