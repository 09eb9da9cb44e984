import { type AnyArn, arnAt, type IncidentArn } from './arn.ts';

/** Tells which ARNs are looked for. */
type Wanted<Kind extends AnyArn> = (arn: AnyArn) => arn is Kind;

const any: Wanted<AnyArn> = (arn): arn is AnyArn => arn !== undefined;
const incident: Wanted<IncidentArn> = (arn) => arn.kind === 'incident';

/**
 * Finds the ARNs in any text (prose, code, a JSON dump), in order, each once. Takes time linear in the text's length.
 * @param limit stop after so many different ones
 */
export const findArns = (text: string, limit = 20): AnyArn[] => findWanted(text, any, limit);

/** Finds the incident ARNs in any text, in order, each once, however many others stand between them. */
export const findIncidentArns = (text: string, limit = 20): IncidentArn[] => findWanted(text, incident, limit);

/** Finds the ARNs of a kind, in order, each once. */
export function findWanted<Kind extends AnyArn>(text: string, wanted: Wanted<Kind>, limit = 20): Kind[] {
  const found = new Map<string, Kind>();
  let index = text.indexOf('arn:aws');
  while (index !== -1 && found.size < limit) {
    const arn = arnAt(text, index);
    if (arn !== undefined && wanted(arn) && !found.has(arn.arn)) found.set(arn.arn, arn);
    index = text.indexOf('arn:aws', index + (arn === undefined ? 7 : arn.arn.length));
  }
  return [...found.values()];
}
