import { digestOf } from '../digest.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { JobToSend } from '../jobs/queue.ts';
import type { StoredRoom } from './room-store.ts';

/** The group of all work on an incident's room, so that it is done by one worker at a time. */
export const roomGroup = (arn: string): string => `room ${arn}`;

/** An incident is new for this long, in milliseconds. */
const newMs = 3_600_000;

/**
 * The job that makes the room of a new incident of an impact in `INCIDENT_ROOMS`.
 * @param channel one that is to show the incident; `''`: none
 * @param by the Slack user who started the incident
 * @returns `undefined` where there is to be none, or it is known to be there
 */
export function newRoomJob(
  snapshot: IncidentSnapshot,
  impacts: ReadonlySet<number>,
  nowMs: number,
  channel: string,
  by?: string,
): JobToSend | undefined {
  const { record, room } = snapshot;
  const isNew = stateOf(record) === 'open' && nowMs - record.createdAtMs < newMs;
  if (!impacts.has(record.impact) || !isNew || room !== undefined) return undefined;
  const { arn } = record.arn;
  return {
    group: roomGroup(arn),
    // Every refresh of the first minutes sends it.
    dedupeId: `new room:${arn}:${by ?? ''}`,
    job: {
      kind: 'room',
      arn,
      what: 'make',
      view: snapshot,
      ...(channel && { channel }),
      ...(by !== undefined && { by }),
    },
  };
}

/** The job that brings a room in step with a snapshot. */
export function roomJob(snapshot: IncidentSnapshot, { room: { channel = '' }, version }: StoredRoom): JobToSend {
  const { arn } = snapshot.record.arn;
  const wanted = digestOf(JSON.stringify(snapshot));
  return {
    group: roomGroup(arn),
    dedupeId: `room:${arn}:${version}:${wanted}`,
    job: { kind: 'room', arn, what: 'keep', channel, view: snapshot },
  };
}

/** How long after a refusal the channels get a message, in milliseconds: by then they have their cards. */
const tellAfterMs = 10_000;

/** The job that tells the threads of an incident's cards why there is no room. */
export const refusedRoomJob = (arn: string, reason: string): JobToSend => ({
  group: `refused room ${arn}`,
  dedupeId: `refused room:${arn}`,
  delayMs: tellAfterMs,
  job: { kind: 'room', arn, what: 'tell', reason },
});

/** The job that looks whether a room can be archived. @param dueMs in epoch milliseconds */
export const roomCheckJob = (arn: string, channel: string, dueMs: number): JobToSend => ({
  group: roomGroup(arn),
  dedupeId: `room check:${arn}:${dueMs}`,
  job: { kind: 'room', arn, what: 'check', channel },
});
