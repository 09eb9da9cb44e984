import { engagementsOlderMs } from './later-snapshot.ts';
import type { Engagement } from './links/related.ts';
import { isAnswered } from './people/responders.ts';
import { awaitsApproval, type Runbook, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';
import { runbooksOf } from './snapshot.ts';
import { stateOf } from './state.ts';

/** Something that needs a person's attention. */
export type Attention =
  | { kind: 'runbook_failed' | 'runbook_waiting'; runbook: Runbook }
  /** `asOfMs`: when the engagements were read, if noticeably earlier than the rest. */
  | { kind: 'not_acknowledged'; engagements: Engagement[]; asOfMs?: number }
  | { kind: 'no_summary' };

/** A page that is younger than this does not count as unacknowledged, in milliseconds. */
const graceMs = 2 * 60_000;

/** What needs attention, the most urgent first. For a resolved incident only waiting runbooks count. */
export function attentionOf(snapshot: IncidentSnapshot, now: number): Attention[] {
  const runbooks = runbooksOf(snapshot);
  const waiting = runbooks.filter((runbook) => runbookPhase(runbook) === 'waiting');
  const approvals = waiting.filter(awaitsApproval).map(asWaiting);
  const others = waiting.filter((runbook) => !awaitsApproval(runbook)).map(asWaiting);
  if (stateOf(snapshot.record) === 'resolved') return [...approvals, ...others];
  const failed = runbooks.filter((runbook) => runbookPhase(runbook) === 'failed').map(asFailed);
  // A runbook that waits for a person continues as soon as someone acts.
  const found: Attention[] = [...silence(snapshot, now), ...approvals, ...failed, ...others];
  if ((snapshot.record.summary ?? '').trim() === '') found.push({ kind: 'no_summary' });
  return found;
}

const asWaiting = (runbook: Runbook): Attention => ({ kind: 'runbook_waiting', runbook });
const asFailed = (runbook: Runbook): Attention => ({ kind: 'runbook_failed', runbook });

/** The pages that no one acknowledged, unless someone leads the incident or is on it. */
function silence(snapshot: IncidentSnapshot, now: number): Attention[] {
  if (isAnswered(snapshot)) return [];
  const engagements = unacknowledged(snapshot.engagements ?? [], now);
  const asOfMs = engagementsOlderMs(snapshot);
  if (engagements.length === 0) return [];
  return [{ kind: 'not_acknowledged', engagements, ...(asOfMs !== undefined && { asOfMs }) }];
}

/** Whether an incident is open, and no one is known to have acknowledged it, to lead it or to be on it. */
export const awaitsAcknowledgement = (snapshot: IncidentSnapshot): boolean =>
  stateOf(snapshot.record) !== 'resolved' &&
  !isAnswered(snapshot) &&
  (snapshot.engagements ?? []).every(({ acknowledgedAtMs }) => acknowledgedAtMs === undefined);

/** The engagements, if it is known that none was acknowledged. */
function unacknowledged(engagements: readonly Engagement[], now: number): Engagement[] {
  if (engagements.some((one) => one.acknowledgedAtMs !== undefined || one.acknowledgementKnown !== true)) return [];
  return engagements.filter((one) => one.startedAtMs !== undefined && now - one.startedAtMs > graceMs);
}
