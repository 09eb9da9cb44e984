import { within } from '../../deadline.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import type { ReadAlarm } from './alarms/alarms.ts';
import type { IncidentManager } from './incident-manager.ts';
import type { ReadRunbooks } from './runbooks.ts';

/** Reads what a card shows: the record, and the state of its runbooks and alarm if AWS answers in time. */
export type ReadSnapshot = (arn: IncidentArn) => Promise<IncidentSnapshot>;

/** People wait for the card, not for every runbook, in milliseconds. */
const patienceMs = 1500;
/** How long after the end of an incident its alarm is still read, in milliseconds. */
const alarmTellsMs = 3_600_000;

export function createReadSnapshot(
  incidents: Pick<IncidentManager, 'getIncident'>,
  readRunbooks: ReadRunbooks,
  readAlarm: ReadAlarm,
  now: () => number,
): ReadSnapshot {
  async function runbooksOf(record: IncidentRecord) {
    if (record.automationExecutions.length === 0) return undefined;
    // What comes too late is remembered for the next reading.
    const runbooks = await readRunbooks(record, patienceMs).catch(() => undefined);
    return runbooks?.some(({ status }) => status !== undefined) === true ? runbooks : undefined;
  }

  const alarmOf = async ({ source, status, resolvedAtMs = 0 }: IncidentRecord) => {
    const isOver = stateOf({ status }) === 'resolved' && now() - resolvedAtMs > alarmTellsMs;
    return isOver ? undefined : within(patienceMs, readAlarm(source.resourceArn, patienceMs));
  };

  return async (arn) => {
    const record = await incidents.getIncident(arn);
    const readAtMs = now();
    const [runbooks, alarm] = await Promise.all([runbooksOf(record), alarmOf(record)]);
    return { record, readAtMs, ...(runbooks && { runbooks }), ...(alarm && { alarm }) };
  };
}
