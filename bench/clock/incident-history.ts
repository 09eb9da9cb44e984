import { parseIncidentArn } from '../../src/incidents/naming/arn.ts';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import { untilNext } from './random.ts';

/** The life of one incident, decided in advance. */
export interface IncidentHistory {
  arn: string;
  impact: number;
  createdAtMs: number;
  /** Times at which its summary changes. */
  changesMs: number[];
  /** Time of its resolution. */
  endsAtMs: number;
  /** Whether the record is deleted instead of resolved. */
  isDeleted: boolean;
}

export interface HistoryOptions {
  number: number;
  createdAtMs: number;
  impact: number;
  random: () => number;
  /** Mean. */
  changeEveryMs: number;
  lifeMs: number;
  untilMs: number;
}

const account = '111122223333';
const deletedPart = 0.01;

export function incidentHistory(options: HistoryOptions): IncidentHistory {
  const { number, createdAtMs, impact, random, changeEveryMs, lifeMs, untilMs } = options;
  const id = `${number.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`;
  const endsAtMs = createdAtMs + untilNext(random, lifeMs);
  const changesMs: number[] = [];
  let atMs = createdAtMs + untilNext(random, changeEveryMs);
  while (atMs < Math.min(endsAtMs, untilMs)) {
    changesMs.push(atMs);
    atMs += untilNext(random, changeEveryMs);
  }
  const arn = `arn:aws:ssm-incidents::${account}:incident-record/plan-${number % 50}/${id}`;
  return { arn, impact, createdAtMs, changesMs, endsAtMs, isDeleted: random() < deletedPart };
}

/** The record as AWS returns it; `undefined` once deleted. */
export function recordAt(history: IncidentHistory, nowMs: number): IncidentRecord | undefined {
  const { arn, impact, createdAtMs, changesMs, endsAtMs, isDeleted } = history;
  const isOver = nowMs >= endsAtMs;
  const incident = parseIncidentArn(arn);
  if (incident === undefined || (isOver && isDeleted)) return undefined;
  const changes = changesMs.filter((atMs) => atMs <= nowMs);
  return {
    arn: incident,
    title: 'Checkout latency and errors',
    status: isOver ? 'RESOLVED' : 'OPEN',
    impact,
    summary: `Looked at ${changes.length} times.`,
    createdAtMs,
    modifiedAtMs: isOver ? endsAtMs : (changes.at(-1) ?? createdAtMs),
    ...(isOver && { resolvedAtMs: endsAtMs }),
    modifiedBy: `arn:aws:sts::${account}:assumed-role/Admin/exampleUser`,
    dedupeString: '',
    source: { name: 'aws.ssm-incidents.custom', createdBy: `arn:aws:iam::${account}:role/Admin` },
    automationExecutions: [],
    chatTopics: [],
    notificationTargets: [],
  };
}
