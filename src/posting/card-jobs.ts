import { randomUUID } from 'node:crypto';
import { parseAlarmArn } from '../incidents/alarm.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { JobToSend } from '../jobs/queue.ts';

/**
 * The job that makes a channel's card match a snapshot.
 * @param snapshot absent: the incident's record no longer exists
 * @param bring whether the channel gets a card if it has none
 */
export function syncJob(
  arn: string,
  channel: string,
  snapshot: IncidentSnapshot | undefined,
  bring: boolean,
): JobToSend {
  return {
    group: cardGroup(arn, channel),
    // Never deduplicated: an equal snapshot may follow a different one.
    dedupeId: `sync:${randomUUID()}`,
    job: { kind: 'sync', arn, channel, bring, ...(snapshot && { view: snapshot }) },
  };
}

/**
 * The refresh after a card was changed by a snapshot that waited long for its turn. A refresh since then may have found the
 * card as it was before, and sent nothing.
 */
export function refreshAgain(arn: string, nowMs: number): JobToSend {
  const dedupeId = `look:${arn}:again:${Math.floor(nowMs / 1000)}`;
  return { group: `look ${arn}`, dedupeId, job: { kind: 'look', arn, channels: [], engaged: false } };
}

/** New incidents up to this impact get a chart: critical and high ones. */
const leastImpact = 2;
/** An incident is new for this long, in milliseconds. */
const newMs = 15 * 60_000;

/** Whether an incident is new, so that its chart is posted. */
export const isNew = ({ createdAtMs }: IncidentRecord, nowMs: number): boolean => nowMs - createdAtMs < newMs;

/**
 * The job that posts the chart of a new incident's alarm under its card, once.
 * @returns `undefined` where there is to be none
 */
export function chartJob({ record }: IncidentSnapshot, channel: string, nowMs: number): JobToSend | undefined {
  const isDue = stateOf(record) === 'open' && record.impact <= leastImpact && isNew(record, nowMs);
  if (!isDue || parseAlarmArn(record.source.resourceArn) === undefined) return undefined;
  const { arn } = record.arn;
  // In a group of its own: it takes long, and touches no card.
  const group = `chart ${arn} ${channel}`;
  return { group, dedupeId: group, job: { kind: 'chart', arn, channel } };
}
