import { AppError } from '../errors.ts';
import { toAwsError } from './fault.ts';
import { nothingDone } from './write/write-once.ts';

/** How long a Region that did not answer is asked last, in milliseconds. */
const ailingMs = 30_000;

/** Another Region of the replication set may still answer, but after what this app itself says no to. */
const isWorthAnotherRegion = (fault: AppError): boolean =>
  fault.retryable || fault.code === 'no_such_incident' || fault.code === 'invalid_request';

/**
 * From the most to the least telling, when every Region failed in its own way: that a record does not exist is believed
 * only when no Region failed for a reason that may pass.
 */
const telling: readonly ((fault: AppError) => boolean)[] = [
  (fault) => fault.transient,
  (fault) => fault.retryable,
  (fault) => fault.code === 'no_such_incident',
];

/** For a call that changes something. */
interface AsWrite {
  /** Where an earlier try of the same write was sent: it goes there again and nowhere else. */
  only?: string;
}

/** @param write set for a call that changes something: after a fault that leaves its outcome open it ends there */
export type InRegions = <T>(action: string, call: (region: string) => Promise<T>, write?: AsWrite) => Promise<T>;

/**
 * Asks the Regions of a replication set in the order given until one answers. A Region that did not answer at all is
 * asked last for half a minute, so that an outage costs its time-out once, not every time.
 * @throws AppError the most telling of the Regions' faults
 */
export function createInRegions(regions: readonly string[], now: () => number): InRegions {
  const ailingUntil = new Map<string, number>();
  const ails = (region: string): boolean => (ailingUntil.get(region) ?? 0) > now();

  return async (action, call, write) => {
    const byHealth = [...regions.filter((region) => !ails(region)), ...regions.filter(ails)];
    const order = write?.only === undefined ? byHealth : [write.only];
    const goesOn = (fault: AppError) =>
      write === undefined ? isWorthAnotherRegion(fault) : nothingDone.has(fault.code);
    const faults: AppError[] = [];
    for (const region of order) {
      try {
        const answer = await call(region);
        ailingUntil.delete(region);
        return answer;
      } catch (error) {
        const fault = toAwsError(error, action);
        if (fault.code === 'aws_unavailable') ailingUntil.set(region, now() + ailingMs);
        if (!goesOn(fault)) throw fault;
        faults.push(fault);
      }
    }
    throw mostTelling(faults);
  };
}

function mostTelling(faults: readonly AppError[]): AppError | undefined {
  for (const tells of telling) {
    const fault = faults.find(tells);
    if (fault !== undefined) return fault;
  }
  return faults[0];
}

/**
 * The Region that every AWS SDK would find for itself (environment, profile).
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
