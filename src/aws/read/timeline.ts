import type { EventSummary } from '@aws-sdk/client-ssm-incidents';
import { inBatches } from '../../batches.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import type { InRegions } from '../regions.ts';

export interface TimelinePage {
  /** The newest first. */
  events: TimelineEvent[];
  /** Asks for the next, older page; absent on the last. */
  next?: string;
}

/** @param types of the events; absent: all */
export type ReadTimeline = (
  arn: IncidentArn,
  limit: number,
  next?: string,
  types?: readonly string[],
) => Promise<TimelinePage>;

/** The filter of a list of timeline events by their types. */
export const ofTypes = (types: readonly string[]) => [
  { key: 'eventType', condition: { equals: { stringValues: [...types] } } },
];

const dayMs = 86_400_000;

/**
 * Reads a page of an incident's timeline with the events' data. Each event costs a call of its own (quota 30 a second),
 * so an event is remembered until it is updated.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_ListTimelineEvents.html
 */
export function createReadTimeline(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
  readEvent: ReadEvent,
): ReadTimeline {
  return async (arn, limit, next, types) => {
    const role = await accounts.roleFor(arn.account);
    const { ListTimelineEventsCommand } = await import('@aws-sdk/client-ssm-incidents');
    return inRegions('ssm-incidents:ListTimelineEvents', async (region) => {
      const client = await clients.incidents(region, role);
      const page = await client.send(
        new ListTimelineEventsCommand({
          incidentRecordArn: arn.arn,
          sortBy: 'EVENT_TIME',
          sortOrder: 'DESCENDING',
          maxResults: limit,
          ...(types && { filters: ofTypes(types) }),
          ...(next !== undefined && { nextToken: next }),
        }),
      );
      // An event that cannot be read is still listed by its type and time.
      const events = await inBatches(required(page.eventSummaries), 5, (summary) =>
        readEvent(summary, region, role).catch(() => parseSummary(summary)),
      );
      return { events, ...(page.nextToken && { next: page.nextToken }) };
    });
  };
}

/** Reads an event's data, and remembers it until the event is updated. @throws AppError or an error of the client */
export type ReadEvent = (summary: EventSummary, region: string, role: string | undefined) => Promise<TimelineEvent>;

/** The timeline and the notes share one reader, so that no event is read for both. */
export function createReadEvent(clients: AwsClients, now: () => number): ReadEvent {
  const recent = createRecent<TimelineEvent>(5000, now);

  return async (summary, region, role) => {
    const event = parseSummary(summary);
    const key = `${event.id} ${event.updatedAtMs}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const { GetTimelineEventCommand } = await import('@aws-sdk/client-ssm-incidents');
    const client = await clients.incidents(region, role);
    const asked = { eventId: event.id, incidentRecordArn: summary.incidentRecordArn };
    const data = (await client.send(new GetTimelineEventCommand(asked))).event?.eventData;
    const whole = data === undefined ? event : { ...event, data };
    recent.set(key, whole, dayMs);
    return whole;
  };
}

/**
 * Reads one event of an incident's timeline.
 * @returns `undefined` when the incident has no event with this id
 * @throws AppError when it cannot be read
 */
export type ReadTimelineEvent = (arn: IncidentArn, id: string) => Promise<TimelineEvent | undefined>;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_GetTimelineEvent.html */
export function createReadTimelineEvent(
  clients: AwsClients,
  accounts: Accounts,
  inRegions: InRegions,
): ReadTimelineEvent {
  return async (arn, id) => {
    const role = await accounts.roleFor(arn.account);
    const { GetTimelineEventCommand } = await import('@aws-sdk/client-ssm-incidents');
    try {
      return await inRegions('ssm-incidents:GetTimelineEvent', async (region) => {
        const client = await clients.incidents(region, role);
        const asked = { eventId: id, incidentRecordArn: arn.arn };
        const event = required((await client.send(new GetTimelineEventCommand(asked))).event);
        return { ...parseSummary(event), ...(event.eventData !== undefined && { data: event.eventData }) };
      });
    } catch (error) {
      if (error instanceof AppError && absentCodes.has(error.code)) return undefined;
      throw error;
    }
  };
}

/** AWS knows no such event, or no event can have such an id. */
const absentCodes: ReadonlySet<string> = new Set(['no_such_incident', 'invalid_request']);

/** An event as ListTimelineEvents returns it, without its data. */
export function parseSummary(summary: EventSummary): TimelineEvent {
  return {
    id: summary.eventId ?? '',
    type: summary.eventType ?? '',
    atMs: summary.eventTime?.getTime() ?? 0,
    updatedAtMs: summary.eventUpdatedTime?.getTime() ?? 0,
  };
}
