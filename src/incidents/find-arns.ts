import { partitionPattern } from '../aws-names.ts';
import { type AnsweredArn, type AnyArn, answeredArnAt, arnAt, type IncidentArn } from './arn.ts';

// Expressions that begin with plain letters: the engine looks for those faster than `indexOf`.
const any = /arn:aws/g;
const answered = new RegExp(`arn:${partitionPattern}:ssm(?:-incidents)?:`, 'g');
const incident = new RegExp(`arn:${partitionPattern}:ssm-incidents:`, 'g');

/**
 * Finds the ARNs in any text (prose, code, a JSON dump), in order, each once. Takes time linear in the text's length.
 * @param limit stop after so many different ones
 */
export const findArns = (text: string, limit = 20): AnyArn[] => find(text, any, arnAt, limit);

/** Finds the ARNs that the app answers, in order, each once, however many others stand between them. */
export const findAnsweredArns = (text: string, limit = 20): AnsweredArn[] => find(text, answered, answeredArnAt, limit);

/** The same for incidents alone. */
export const findIncidentArns = (text: string, limit = 20): IncidentArn[] => find(text, incident, incidentAt, limit);

function incidentAt(text: string, index: number): IncidentArn | undefined {
  const arn = answeredArnAt(text, index);
  return arn?.kind === 'incident' ? arn : undefined;
}

/**
 * @param start how a wanted ARN begins
 * @param read reads the one that begins there
 */
function find<Kind extends AnyArn>(
  text: string,
  start: RegExp,
  read: (text: string, index: number) => Kind | undefined,
  limit: number,
): Kind[] {
  const found = new Map<string, Kind>();
  start.lastIndex = 0;
  while (found.size < limit) {
    const match = start.exec(text);
    if (match === null) break;
    const arn = read(text, match.index);
    if (arn !== undefined && !found.has(arn.arn)) found.set(arn.arn, arn);
  }
  return [...found.values()];
}
