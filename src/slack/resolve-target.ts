import type { IncidentManager } from '../aws/incident-manager.ts';
import { AppError } from '../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../incidents/arn.ts';
import type { Gap } from '../incidents/gap.ts';
import type { IncidentTarget } from '../incidents/named-incident.ts';
import { throwGap } from './throw-gap.ts';

type Listing = Pick<IncidentManager, 'listIncidents'>;

/**
 * Finds the ARN of what somebody named. An id alone is looked up in the list of incidents, for AWS reads records by ARN
 * only.
 * @throws AppError `no_such_incident`
 */
export async function resolveTarget(target: IncidentTarget, incidents: Listing): Promise<IncidentArn> {
  const { arns, gaps } = await lookUp([target], incidents);
  const [arn] = arns;
  if (arn !== undefined) return arn;
  const account = target.kind === 'id' ? target.account : target.arn.account;
  throwGap(gaps.filter((gap) => account === undefined || gap.account === account));
  const id = target.kind === 'id' ? target.id : target.arn.id;
  throw new AppError(
    'no_such_incident',
    `No incident ${id.slice(0, 8)}… among those this app may read. Paste its whole ARN, or see /incident list.`,
  );
}

/** Finds the ARNs of several, by one listing. @returns in the same order; `undefined` for an id that is no incident's */
export async function resolveTargets(
  targets: readonly IncidentTarget[],
  incidents: Listing,
): Promise<(IncidentArn | undefined)[]> {
  return (await lookUp(targets, incidents)).arns;
}

async function lookUp(
  targets: readonly IncidentTarget[],
  incidents: Listing,
): Promise<{ arns: (IncidentArn | undefined)[]; gaps: Gap[] }> {
  const isById = targets.some(({ kind }) => kind === 'id');
  const { incidents: byId, gaps } = isById ? await incidents.listIncidents({}) : { incidents: [], gaps: [] };
  const listed = byId.flatMap(({ arn }) => parseIncidentArn(arn) ?? []);
  const arns = targets.map((target) => {
    if (target.kind === 'arn') return target.arn;
    const id = target.id.toLowerCase();
    return listed.find(
      (found) => found.id.toLowerCase() === id && (target.account === undefined || target.account === found.account),
    );
  });
  return { arns, gaps };
}
