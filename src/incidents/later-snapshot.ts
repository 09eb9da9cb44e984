import { stillCurrent } from './alarm.ts';
import type { Engagement } from './links/related.ts';
import { type Runbook, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';

/** The parts kept from an earlier snapshot. */
export type Kept = Pick<
  IncidentSnapshot,
  'readAtMs' | 'runbooks' | 'engagements' | 'engagementsAtMs' | 'alarm' | 'notes' | 'notesAtMs' | 'responders'
>;

/** Parts that were read within this time count as read together, in milliseconds. */
const togetherMs = 60_000;

/**
 * Completes a later snapshot with parts of the earlier one. These are marked as older, so that a fact that was not read
 * again does not appear under the newer time. Facts that never change again (an acknowledgement, a runbook that ended) need
 * no mark.
 */
export function laterSnapshot<T extends Kept>(before: T, snapshot: IncidentSnapshot): T & IncidentSnapshot {
  const { engagementsAtMs: _older, notesAtMs: _since, alarm: earlier, ...rest } = before;
  const alarm = snapshot.alarm ?? stillCurrent(earlier, snapshot.readAtMs);
  const whole = { ...rest, ...snapshot, ...(alarm && { alarm }) } as T & IncidentSnapshot;
  if (snapshot.engagements !== undefined) {
    whole.engagements = snapshot.engagements.map((each) => withAcknowledgement(each, before.engagements));
  } else if (before.engagements !== undefined) {
    whole.engagementsAtMs = before.engagementsAtMs ?? before.readAtMs;
  }
  if (snapshot.notes === undefined) whole.notesAtMs = before.notesAtMs ?? before.readAtMs;
  const runbooks = snapshot.runbooks ?? before.runbooks?.map(({ arn }) => ({ arn }));
  if (runbooks !== undefined) whole.runbooks = runbooks.map((each) => lastKnown(each, before.runbooks));
  return whole;
}

/** When the engagements were read, in epoch milliseconds; `undefined`: never. */
export const engagementsReadAtMs = ({
  engagements,
  engagementsAtMs,
  readAtMs,
}: IncidentSnapshot): number | undefined => (engagements === undefined ? undefined : (engagementsAtMs ?? readAtMs));

/** When the engagements were read, if noticeably earlier than the rest of the snapshot; else `undefined`. */
export function engagementsOlderMs({ engagementsAtMs, readAtMs }: IncidentSnapshot): number | undefined {
  if (engagementsAtMs === undefined || readAtMs - engagementsAtMs < togetherMs) return undefined;
  return engagementsAtMs;
}

function withAcknowledgement(read: Engagement, before: readonly Engagement[] = []): Engagement {
  const known = before.find(({ arn }) => arn === read.arn);
  const engagement = known === undefined ? read : withNames(read, known);
  if (engagement.acknowledgementKnown === true) return engagement;
  if (known?.acknowledgedAtMs === undefined) return engagement;
  return { ...known, ...engagement, acknowledgedAtMs: known.acknowledgedAtMs, acknowledgementKnown: true };
}

/** Keeps the names of the earlier read that could not be read this time. */
function withNames(engagement: Engagement, known: Engagement): Engagement {
  const { contactName = known.contactName, acknowledgedBy } = engagement;
  const isSame = known.acknowledgedBy?.contactArn === acknowledgedBy?.contactArn;
  return {
    ...engagement,
    ...(contactName !== undefined && { contactName }),
    ...(acknowledgedBy && { acknowledgedBy: { ...(isSame && known.acknowledgedBy), ...acknowledgedBy } }),
  };
}

function lastKnown(runbook: Runbook, before: readonly Runbook[] = []): Runbook {
  const known = before.find(({ arn }) => arn === runbook.arn);
  if (runbook.status !== undefined || known?.status === undefined) return runbook;
  const phase = runbookPhase(known);
  return phase === 'done' || phase === 'failed' ? known : { ...known, older: true };
}
