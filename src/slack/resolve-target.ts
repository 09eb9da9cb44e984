import type { IncidentManager } from '../aws/incident-manager.ts';
import { AppError } from '../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../incidents/arn.ts';
import type { IncidentTarget } from '../incidents/named-incident.ts';

/**
 * Finds the ARN of what somebody named. An id alone is looked up in the list of incidents, for AWS reads records by ARN
 * only.
 * @throws AppError `no_such_incident`
 */
export async function resolveTarget(target: IncidentTarget, incidents: IncidentManager): Promise<IncidentArn> {
  if (target.kind === 'arn') return target.arn;
  const id = target.id.toLowerCase();
  const listed = await incidents.listIncidents({});
  for (const { arn } of listed) {
    const found = parseIncidentArn(arn);
    if (found?.id.toLowerCase() !== id) continue;
    if (target.account === undefined || target.account === found.account) return found;
  }
  throw new AppError(
    'no_such_incident',
    `No incident ${id.slice(0, 8)}… among those this app may read. Paste its whole ARN, or see /incident list.`,
  );
}
