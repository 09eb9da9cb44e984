import type { IncidentRecord as AwsRecord } from '@aws-sdk/client-ssm-incidents';
import type { WireObject } from '../aws/json-call.ts';
import { parseIncident } from '../aws/read/parse-incident.ts';
import { parseFinding, parseRelatedItem } from '../aws/read/related-items.ts';
import type { Contact, Engagement } from '../incidents/links/related.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { TimelineEvent } from '../incidents/timeline/timeline-event.ts';
import type { ArchivedIncident, MissingPart } from './archived-incident.ts';

/** What the app's own words are made from. A part that is missing in the archive is absent. */
export interface ParsedIncident {
  snapshot: IncidentSnapshot;
  events?: TimelineEvent[];
}

/** @throws when the record names no incident */
export function parseArchived(archived: ArchivedIncident): ParsedIncident {
  const lacks = (part: MissingPart['part']) => archived.archive.missing.some((each) => each.part === part);
  const snapshot: IncidentSnapshot = {
    record: parseIncident(withDates(archived.incidentRecord) as unknown as AwsRecord),
    readAtMs: Date.parse(archived.archive.readAt),
    ...(!lacks('relatedItems') && {
      related: archived.relatedItems.map((item) => parseRelatedItem(item as Parameters<typeof parseRelatedItem>[0])),
    }),
    ...(!lacks('findings') && {
      findings: archived.findings.map((each) => parseFinding(withDates(each) as Parameters<typeof parseFinding>[0])),
    }),
    ...(!lacks('engagements') && { engagements: archived.engagements.map((each) => parseEngagement(each, archived)) }),
  };
  return { snapshot, ...(!lacks('timeline') && { events: archived.timelineEvents.map(parseEvent) }) };
}

const times = /^(creationTime|resolvedTime|lastModifiedTime|startTime|endTime)$/;

/** The times in an answer as AWS's client gives them. */
function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, times.test(name) ? dateOf(inner) : withDates(inner)]),
  );
}

const dateOf = (value: unknown): unknown => (typeof value === 'number' ? new Date(value * 1000) : value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const timeMs = (value: unknown): number | undefined => (typeof value === 'number' ? value * 1000 : undefined);

function parseEvent(event: WireObject): TimelineEvent {
  const { eventData } = event;
  return {
    id: text(event.eventId),
    type: text(event.eventType),
    atMs: timeMs(event.eventTime) ?? 0,
    updatedAtMs: timeMs(event.eventUpdatedTime) ?? 0,
    ...(typeof eventData === 'string' && { data: eventData }),
  };
}

function parseEngagement(engagement: WireObject, { pages, contacts }: ArchivedIncident): Engagement {
  const arn = text(engagement.EngagementArn);
  const startedAtMs = timeMs(engagement.StartTime);
  const stoppedAtMs = timeMs(engagement.StopTime);
  const [first] = pages
    .filter((page) => page.EngagementArn === arn && typeof page.ReadTime === 'number')
    .sort((one, other) => Number(one.ReadTime) - Number(other.ReadTime));
  const contact = named(text(engagement.ContactArn), contacts);
  const reader = first && named(text(first.ContactArn), contacts);
  return {
    arn,
    ...contact,
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(stoppedAtMs !== undefined && { stoppedAtMs }),
    ...(first && { acknowledgedAtMs: Number(first.ReadTime) * 1000 }),
    ...(reader && reader.contactArn !== contact.contactArn && { acknowledgedBy: reader }),
    acknowledgementKnown: true,
  };
}

function named(contactArn: string, contacts: readonly WireObject[]): Contact {
  const contactName = text(contacts.find((each) => each.ContactArn === contactArn)?.DisplayName);
  return { contactArn, ...(contactName && { contactName }) };
}
