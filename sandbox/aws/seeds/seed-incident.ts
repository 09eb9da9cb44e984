import type { StoredEvent, StoredFinding, StoredItem, StoredRecord } from '../incidents/stored-incident.ts';
import { seedAccount, seedTopics } from './seed-arns.ts';
import { minutesBefore, type SeedContext } from './seed-context.ts';

export const person = `arn:aws:sts::${seedAccount}:assumed-role/Admin/exampleUser`;

/** A timeline event; `data` is written as JSON. */
interface EventSeed {
  minutesAgo: number;
  type: string;
  data: unknown;
  references?: StoredEvent['eventReferences'];
}

/** The short form of an incident; absent fields get common values. */
interface IncidentSeed {
  arn: string;
  title: string;
  impact: number;
  startedMinutesAgo: number;
  /** Default: when it was started or resolved. */
  modifiedMinutesAgo?: number;
  resolvedMinutesAgo?: number;
  summary?: string;
  /** ARN of the last principal that changed it. */
  modifiedBy?: string;
  source?: StoredRecord['incidentRecordSource'];
  dedupeString?: string;
  /** ARNs of executions. */
  runbooks?: string[];
  chatChannel?: StoredRecord['chatChannel'];
  notificationTargets?: StoredRecord['notificationTargets'];
  tags?: Record<string, string>;
  events?: EventSeed[];
  relatedItems?: StoredItem[];
  findings?: StoredFinding[];
}

const byPerson = { createdBy: person, invokedBy: person, source: 'aws.ssm-incidents.custom' };

/** Adds an incident with its timeline to the embedded Incident Manager. */
export function seedIncident({ incidents, nowMs }: SeedContext, incident: IncidentSeed): void {
  const { arn, startedMinutesAgo, resolvedMinutesAgo, events = [], tags } = incident;
  const modifiedMinutesAgo = incident.modifiedMinutesAgo ?? resolvedMinutesAgo ?? startedMinutesAgo;
  const record: StoredRecord = {
    arn,
    title: incident.title,
    impact: incident.impact,
    status: resolvedMinutesAgo === undefined ? 'OPEN' : 'RESOLVED',
    creationTime: minutesBefore(nowMs, startedMinutesAgo),
    lastModifiedTime: minutesBefore(nowMs, modifiedMinutesAgo),
    lastModifiedBy: incident.modifiedBy ?? person,
    dedupeString: incident.dedupeString ?? `dedupe-${arn.slice(-12)}`,
    incidentRecordSource: incident.source ?? byPerson,
    automationExecutions: (incident.runbooks ?? []).map((ssmExecutionArn) => ({ ssmExecutionArn })),
    chatChannel: incident.chatChannel ?? { chatbotSns: [seedTopics.chat] },
    notificationTargets: incident.notificationTargets ?? [],
    ...(incident.summary === undefined ? {} : { summary: incident.summary }),
    ...(resolvedMinutesAgo === undefined ? {} : { resolvedTime: minutesBefore(nowMs, resolvedMinutesAgo) }),
  };
  incidents.put({
    record,
    planArn: arn.replace(/:incident-record\/([^/]+)\/.*$/, ':response-plan/$1'),
    region: 'eu-west-1',
    relatedItems: incident.relatedItems ?? [],
    findings: incident.findings ?? [],
    events: events.map((event, index) => ({
      eventId: eventId(arn, index),
      incidentRecordArn: arn,
      eventType: event.type,
      eventData: JSON.stringify(event.data),
      eventTime: minutesBefore(nowMs, event.minutesAgo),
      eventUpdatedTime: minutesBefore(nowMs, event.minutesAgo),
      eventReferences: event.references ?? [{ resource: arn }],
    })),
  });
  if (tags !== undefined) incidents.context.tags.set(arn, tags);
}

/** The same at every start, so that links to events stay valid. */
const eventId = (arn: string, index: number) => `${arn.slice(-36, -4)}${String(index + 1).padStart(4, '0')}`;
