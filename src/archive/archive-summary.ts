import { firstAcknowledgement } from '../cards/surfaces/report.ts';
import { openForMs } from '../incidents/state.ts';
import type { ArchivedIncident } from './archived-incident.ts';
import { parseArchived } from './parse-archived.ts';

/** What the index page tells of one incident: little, because there may be many. */
export interface ArchiveSummary {
  /** Path of its files below the archive's folder, without `.json` and `.md`. */
  path: string;
  title: string;
  impact: number;
  status: string;
  account: string;
  plan: string;
  createdAtMs: number;
  /** From the start to the first acknowledgement, in milliseconds; absent: no one acknowledged, or it is unknown. */
  acknowledgedAfterMs?: number;
  /** From the start to the resolution, in milliseconds; absent while it is open. */
  resolvedAfterMs?: number;
  events: number;
  /** Why a part of it is missing. */
  lacks?: string;
}

/** @throws when the file's record names no incident */
export function summarize(archived: ArchivedIncident, path: string): ArchiveSummary {
  const { snapshot, events } = parseArchived(archived);
  const { record } = snapshot;
  const [missing] = archived.archive.missing;
  const { account, plan } = record.arn;
  const acknowledgedAtMs = firstAcknowledgement(snapshot, events);
  const resolvedAfterMs = record.status === 'RESOLVED' ? openForMs(record) : undefined;
  return {
    path,
    title: record.title,
    impact: record.impact,
    status: record.status,
    account,
    plan,
    createdAtMs: record.createdAtMs,
    ...(acknowledgedAtMs !== undefined && {
      acknowledgedAfterMs: Math.max(0, acknowledgedAtMs - record.createdAtMs),
    }),
    ...(resolvedAfterMs !== undefined && { resolvedAfterMs }),
    events: archived.timelineEvents.length,
    ...(missing && { lacks: missing.why }),
  };
}
