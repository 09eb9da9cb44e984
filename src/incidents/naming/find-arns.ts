import { partitionPattern } from '../../aws-names.ts';
import { type AnsweredArn, type AnyArn, answeredArnAt, arnAt, type IncidentArn } from './arn.ts';

// Patterns that begin with literal letters: the regular expression engine finds these faster than `indexOf`.
const any = /arn:aws/g;
const answered = new RegExp(`arn:${partitionPattern}:ssm(?:-incidents)?:`, 'g');
const incident = new RegExp(`arn:${partitionPattern}:ssm-incidents:`, 'g');

/**
 * Finds the ARNs in a text (prose, code, JSON), in order, each once. Takes time linear in the length of the text.
 * @param limit the most ARNs to return
 */
export const findArns = (text: string, limit = 20): AnyArn[] => find(text, any, arnAt, limit);

/** As `findArns`, but only for ARNs that the app unfurls. */
export const findAnsweredArns = (text: string, limit = 20): AnsweredArn[] => find(text, answered, answeredArnAt, limit);

/** As `findArns`, but only for incidents. */
export const findIncidentArns = (text: string, limit = 20): IncidentArn[] => find(text, incident, incidentAt, limit);

function incidentAt(text: string, index: number): IncidentArn | undefined {
  const arn = answeredArnAt(text, index);
  return arn?.kind === 'incident' ? arn : undefined;
}

/**
 * @param start matches the beginning of a wanted ARN
 * @param read parses the ARN at an index
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
