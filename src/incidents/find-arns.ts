import { type AnyArn, arnAt, type IncidentArn } from './arn.ts';

/**
 * Finds the ARNs in any text (prose, code, a JSON dump), in order, each once. Takes time linear in the text's length.
 * @param limit stop after so many different ones
 */
export function findArns(text: string, limit = 20): AnyArn[] {
  const found = new Map<string, AnyArn>();
  let index = text.indexOf('arn:aws');
  while (index !== -1 && found.size < limit) {
    const arn = arnAt(text, index);
    if (arn !== undefined && !found.has(arn.arn)) found.set(arn.arn, arn);
    index = text.indexOf('arn:aws', index + (arn === undefined ? 7 : arn.arn.length));
  }
  return [...found.values()];
}

/** Finds the incident ARNs in any text, in order, each once. */
export function findIncidentArns(text: string, limit = 20): IncidentArn[] {
  const incidents = findArns(text, limit * 4).filter((arn) => arn.kind === 'incident');
  return incidents.slice(0, limit);
}
