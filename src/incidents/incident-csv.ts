import { parseIncidentArn } from './arn.ts';
import { type Cell, csv } from './csv.ts';
import { impactName } from './impact.ts';
import type { IncidentSummary } from './record.ts';

/** An incident, and when somebody first acknowledged a page of it. */
export interface CountedIncident {
  incident: IncidentSummary;
  /** Absent: nobody did. */
  acknowledgedAtMs?: number;
}

const heading: readonly Cell[] = [
  'incident',
  'account',
  'response plan',
  'title',
  'status',
  'impact',
  'impact name',
  'started',
  'acknowledged',
  'resolved',
  'minutes to acknowledge',
  'minutes to resolve',
  'source',
  'resource',
  'arn',
];

/** Incidents as a table, the oldest first, with the time to acknowledge and to resolve each. Times are UTC. */
export function incidentCsv(incidents: readonly CountedIncident[]): string {
  const sorted = [...incidents].sort((a, b) => a.incident.createdAtMs - b.incident.createdAtMs);
  return csv([heading, ...sorted.map(row)]);
}

function row({ incident, acknowledgedAtMs }: CountedIncident): Cell[] {
  const { arn, title, status, impact, createdAtMs, resolvedAtMs, source } = incident;
  const { id, account, plan } = parseIncidentArn(arn) ?? {};
  return [
    id,
    account,
    plan,
    title,
    status,
    impact,
    impactName(impact),
    time(createdAtMs),
    time(acknowledgedAtMs),
    time(resolvedAtMs),
    minutes(createdAtMs, acknowledgedAtMs),
    minutes(createdAtMs, resolvedAtMs),
    source.name,
    source.resourceArn,
    arn,
  ];
}

const latestMs = Date.UTC(9999, 0);
const time = (ms: number | undefined) =>
  ms === undefined || !(ms >= 0 && ms < latestMs)
    ? undefined
    : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

function minutes(fromMs: number, toMs: number | undefined): number | undefined {
  return toMs === undefined ? undefined : Math.round(Math.max(0, toMs - fromMs) / 6000) / 10;
}
