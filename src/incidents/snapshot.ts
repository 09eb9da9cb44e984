import type { AlarmReading } from './alarm.ts';
import type { Engagement, Finding, RelatedItem } from './links/related.ts';
import type { OpsItem } from './ops-item.ts';
import type { Responders } from './people/responders.ts';
import type { IncidentRecord } from './record.ts';
import { isUnknownMember } from './record.ts';
import { type Runbook, type RunbookPhase, runbookPhase } from './runbook.ts';
import type { Note } from './timeline/note.ts';

/**
 * What was read from AWS about an incident at one moment; the input of a card. Only the record is always present. Other
 * parts are absent when they were not read, or the app's role may not read them.
 */
export interface IncidentSnapshot {
  record: IncidentRecord;
  runbooks?: Runbook[];
  engagements?: Engagement[];
  related?: RelatedItem[];
  findings?: Finding[];
  /** The parent OpsItem. */
  opsItem?: OpsItem;
  /** The CloudWatch alarm that started the incident. */
  alarm?: AlarmReading;
  /** Who leads the incident, has its other roles, and is on it. */
  responders?: Responders;
  /** Slack's id of the incident's own room. */
  room?: string;
  /** When `engagements` was read, if earlier than `record`; epoch milliseconds. */
  engagementsAtMs?: number;
  /** The newest notes and custom events of the timeline. */
  notes?: Note[];
  /** When `notes` was read, if earlier than `record`; without notes, since when they count as new. Epoch milliseconds. */
  notesAtMs?: number;
  /** When something was last found to have gone that was shown before, such as a note; epoch milliseconds. */
  goneAtMs?: number;
  /** When `record` was read, in epoch milliseconds. */
  readAtMs: number;
}

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
