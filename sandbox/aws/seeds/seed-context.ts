import type { Automation } from '../automation/automation.ts';
import type { Alarms } from '../cloudwatch/alarms.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { IncidentManager } from '../incidents/incident-manager.ts';
import type { OpsItems } from '../ops-items/ops-items.ts';

/** Where the seeds are added, and the time they are relative to. */
export interface SeedContext {
  incidents: IncidentManager;
  automation: Automation;
  contacts: Contacts;
  alarms: Alarms;
  opsItems: OpsItems;
  /** Epoch milliseconds; all seed times are offsets from this. */
  nowMs: number;
}

export const minutesBefore = (nowMs: number, minutes: number) => new Date(nowMs - minutes * 60_000);
