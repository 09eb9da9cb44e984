import { engagementsOlderMs } from './later-snapshot.ts';
import type { Engagement } from './related.ts';
import { type Runbook, runbookPhase } from './runbook.ts';
import { runbooksOf } from './runbooks-of.ts';
import type { IncidentSnapshot } from './snapshot.ts';
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
  const open = stateOf(snapshot.record) !== 'resolved';
  const found: Attention[] = [];
  for (const runbook of runbooks) {
    const phase = runbookPhase(runbook);
    if (phase === 'failed' && open) found.push({ kind: 'runbook_failed', runbook });
    if (phase === 'waiting') found.push({ kind: 'runbook_waiting', runbook });
  }
  if (!open) return found;
  const silent = unacknowledged(snapshot.engagements ?? [], now);
  const asOfMs = engagementsOlderMs(snapshot);
  if (silent.length > 0) {
    found.push({ kind: 'not_acknowledged', engagements: silent, ...(asOfMs !== undefined && { asOfMs }) });
  }
  if ((snapshot.record.summary ?? '').trim() === '') found.push({ kind: 'no_summary' });
  return found;
}

/** The engagements, if it is known that none was acknowledged. */
function unacknowledged(engagements: readonly Engagement[], now: number): Engagement[] {
  if (engagements.some((one) => one.acknowledgedAtMs !== undefined || one.acknowledgementKnown !== true)) return [];
  return engagements.filter((one) => one.startedAtMs !== undefined && now - one.startedAtMs > graceMs);
}
