import type { AlarmReading } from './alarm.ts';
import type { IncidentRecord } from './record.ts';
import type { Engagement, Finding, RelatedItem } from './related.ts';
import type { Runbook } from './runbook.ts';

/**
 * All that a card is drawn from. Only the record is certain: the other parts are absent where they were not asked for
 * or the app's role may not read them.
 */
export interface IncidentSnapshot {
  record: IncidentRecord;
  runbooks?: Runbook[];
  engagements?: Engagement[];
  related?: RelatedItem[];
  findings?: Finding[];
  /** The CloudWatch alarm that started the incident. */
  alarm?: AlarmReading;
  /** When `engagements` was read, where that was before `record` was. */
  engagementsAtMs?: number;
  /** When `record` was read. */
  readAtMs: number;
}
