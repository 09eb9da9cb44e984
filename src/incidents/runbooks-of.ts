import { isUnknownMember } from './record.ts';
import { type Runbook, type RunbookPhase, runbookPhase } from './runbook.ts';
import type { IncidentSnapshot } from './snapshot.ts';

/** Runbooks that need attention first, finished ones last. */
const order: readonly RunbookPhase[] = ['failed', 'waiting', 'running', 'unknown', 'done'];

/** All runbooks of an incident, those that need attention first. A runbook that could not be read has only its ARN. */
export function runbooksOf(view: Pick<IncidentSnapshot, 'record' | 'runbooks'>): Runbook[] {
  const all = new Map<string, Runbook>();
  for (const member of view.record.automationExecutions) {
    if (!isUnknownMember(member)) all.set(member, { arn: member });
  }
  for (const runbook of view.runbooks ?? []) all.set(runbook.arn, runbook);
  const byPhase = Map.groupBy(all.values(), runbookPhase);
  return order.flatMap((phase) => byPhase.get(phase) ?? []);
}
