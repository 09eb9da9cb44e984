import { AppError } from '../errors.ts';
import { toAwsError } from './fault.ts';
import { notAppliedCodes } from './write/write-once.ts';

/** How long a Region that did not answer is tried last, in milliseconds. */
const unhealthyMs = 30_000;

/** Whether another Region of the replication set might answer differently. */
const isWorthAnotherRegion = (fault: AppError): boolean =>
  fault.retryable || fault.code === 'no_such_incident' || fault.code === 'invalid_request';

/**
 * Which error to report when every Region failed. "No such record" counts only when no Region failed for a reason that can
 * pass.
 */
const priorities: readonly ((fault: AppError) => boolean)[] = [
  (fault) => fault.transient,
  (fault) => fault.retryable,
  (fault) => fault.code === 'no_such_incident',
];

interface WriteOptions {
  /** The Region that an earlier attempt of the same write was sent to: no other Region is tried. */
  only?: string;
}

/**
 * Makes a call in the Regions of a replication set, one after the other, until one answers.
 * @param action the IAM action of the call, for example `ssm-incidents:GetIncidentRecord`
 * @param write set for a write: it is not tried in another Region after an error that leaves its outcome unknown
 * @throws AppError of the most relevant failure
 */
export type InRegions = <T>(action: string, call: (region: string) => Promise<T>, write?: WriteOptions) => Promise<T>;

/**
 * Creates `InRegions`. A Region that did not answer is tried last for 30 seconds, so that an outage costs its timeout once
 * and not on every call.
 * @param regions in the order to try
 */
export function createInRegions(regions: readonly string[], now: () => number): InRegions {
  const unhealthyUntil = new Map<string, number>();
  const isUnhealthy = (region: string): boolean => (unhealthyUntil.get(region) ?? 0) > now();

  return async (action, call, write) => {
    const byHealth = [...regions.filter((region) => !isUnhealthy(region)), ...regions.filter(isUnhealthy)];
    const order = write?.only === undefined ? byHealth : [write.only];
    const triesNext = (fault: AppError) =>
      write === undefined ? isWorthAnotherRegion(fault) : notAppliedCodes.has(fault.code);
    const faults: AppError[] = [];
    for (const region of order) {
      try {
        const answer = await call(region);
        unhealthyUntil.delete(region);
        return answer;
      } catch (error) {
        const fault = toAwsError(error, action);
        if (fault.code === 'aws_unavailable') unhealthyUntil.set(region, now() + unhealthyMs);
        if (!triesNext(fault)) throw fault;
        faults.push(fault);
      }
    }
    throw mostRelevant(faults);
  };
}

function mostRelevant(faults: readonly AppError[]): AppError | undefined {
  for (const matches of priorities) {
    const fault = faults.find(matches);
    if (fault !== undefined) return fault;
  }
  return faults[0];
}

/**
 * The default Region, resolved by the AWS SDK (environment, profile).
 * @throws AppError `configuration` when there is none
 */
export async function ownRegion(): Promise<string> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({});
  try {
    return await client.config.region();
  } catch (cause) {
    const line = 'INCIDENT_REGIONS: found nothing, expected Regions like eu-west-1,us-east-1 (or set AWS_REGION)';
    throw new AppError('configuration', line, { cause });
  } finally {
    client.destroy();
  }
}
