import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import type { IncidentManager } from './incident-manager.ts';
import type { ReadRunbooks } from './runbooks.ts';

/** Reads what a card shows: the record, and its runbooks' state as far as it comes in time. */
export type ReadSnapshot = (arn: IncidentArn) => Promise<IncidentSnapshot>;

/** People wait for the card, not for every runbook, in milliseconds. */
const runbookPatienceMs = 1500;

export function createReadSnapshot(
  incidents: Pick<IncidentManager, 'getIncident'>,
  readRunbooks: ReadRunbooks,
  now: () => number,
): ReadSnapshot {
  return async (arn) => {
    const record = await incidents.getIncident(arn);
    const readAtMs = now();
    if (record.automationExecutions.length === 0) return { record, readAtMs };
    // What comes too late is remembered for the next reading.
    const runbooks = await readRunbooks(record, runbookPatienceMs).catch(() => undefined);
    const isAnyRead = runbooks?.some(({ status }) => status !== undefined) === true;
    return { record, readAtMs, ...(isAnyRead && { runbooks }) };
  };
}
