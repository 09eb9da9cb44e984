import type {
  CreateTimelineEventInput,
  DeleteTimelineEventInput,
  GetTimelineEventInput,
  ListTimelineEventsInput,
  UpdateTimelineEventInput,
} from '@aws-sdk/client-ssm-incidents';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { notFound, validationError } from '../service-error.ts';
import { findIncident, type IncidentContext, lookUpIncident } from './incident-context.ts';
import { checkFilters, matchesFilters } from './match-filters.ts';
import { emitUnpublished } from './publish.ts';
import type { StoredEvent } from './stored-incident.ts';
import { writeTimeline } from './write-timeline.ts';

const defaultPageSize = 50;
/** @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html */
const mostEvents = 1000;
const writable: readonly string[] = ['Custom Event', 'Note'];

/** The operations on timeline events. */
export function timelineOperations(context: IncidentContext): Operations {
  function find(arn: string, eventId: string, caller: Caller, action: string) {
    const incident = findIncident(context, arn, caller, action);
    const event = incident.events.find((candidate) => candidate.eventId === eventId);
    if (event === undefined) throw notFound('TIMELINE_EVENT', eventId);
    return { incident, event };
  }

  return {
    CreateTimelineEvent(input: Checked<CreateTimelineEventInput>, caller: Caller) {
      const incident = findIncident(context, input.incidentRecordArn, caller, 'CreateTimelineEvent');
      checkWritable(input.eventType);
      checkData(input.eventData);
      if (incident.events.length >= mostEvents) {
        throw validationError(`An incident has at most ${mostEvents} timeline events`);
      }
      const { eventId, incidentRecordArn } = writeTimeline(context, incident, input.eventType, input.eventData, {
        atMs: input.eventTime.getTime(),
        references: input.eventReferences ?? [],
      });
      emitUnpublished(context, incident, 'noted', caller.principal);
      return { eventId, incidentRecordArn };
    },

    UpdateTimelineEvent(input: Checked<UpdateTimelineEventInput>, caller: Caller): object {
      const { incidentRecordArn, eventId, clientToken: _, ...changes } = input;
      const { incident, event } = find(incidentRecordArn, eventId, caller, 'UpdateTimelineEvent');
      checkWritable(event.eventType);
      if (changes.eventType !== undefined) checkWritable(changes.eventType);
      if (changes.eventData !== undefined) checkData(changes.eventData);
      Object.assign(event, changes, { eventUpdatedTime: new Date(context.now()) });
      emitUnpublished(context, incident, 'noted', caller.principal);
      return {};
    },

    /** Deleting an event that does not exist is not an error. */
    DeleteTimelineEvent({ incidentRecordArn, eventId }: Checked<DeleteTimelineEventInput>, caller: Caller): object {
      const incident = lookUpIncident(context, incidentRecordArn, caller, 'DeleteTimelineEvent');
      const index = incident?.events.findIndex((event) => event.eventId === eventId) ?? -1;
      if (incident !== undefined && index !== -1) {
        incident.events.splice(index, 1);
        emitUnpublished(context, incident, 'noted', caller.principal);
      }
      return {};
    },

    GetTimelineEvent({ incidentRecordArn, eventId }: Checked<GetTimelineEventInput>, caller: Caller) {
      return { event: find(incidentRecordArn, eventId, caller, 'GetTimelineEvent').event };
    },

    /** An incident that does not exist has no events. */
    ListTimelineEvents(input: Checked<ListTimelineEventsInput>, caller: Caller) {
      const { incidentRecordArn, filters = [], sortOrder, maxResults = defaultPageSize, nextToken } = input;
      const events = lookUpIncident(context, incidentRecordArn, caller, 'ListTimelineEvents')?.events ?? [];
      checkFilters(filters, { eventReference: [], eventTime: new Date(0), eventType: '' });
      const matching = events
        .filter((event) => matchesFilters(filters, filterValues(event)))
        .sort((a, b) => a.eventTime.getTime() - b.eventTime.getTime());
      if (sortOrder !== 'ASCENDING') matching.reverse();
      const page = pageOf(matching, maxResults, nextToken);
      const summaries = page.items.map(({ eventData: _, ...summary }) => summary);
      return { eventSummaries: summaries, nextToken: page.next };
    },
  };
}

const filterValues = ({ eventReferences = [], eventTime, eventType }: StoredEvent) => ({
  eventReference: eventReferences.flatMap((reference) => reference.resource ?? reference.relatedItemId ?? []),
  eventTime,
  eventType,
});

/** Callers may write only the types reserved for people. */
function checkWritable(eventType: string): void {
  if (writable.includes(eventType)) return;
  throw validationError(`Timeline event type ${eventType} is not one of: ${writable.join(', ')}`);
}

function checkData(eventData: string): void {
  try {
    JSON.parse(eventData);
  } catch {
    throw validationError("Value at 'eventData' is not a valid JSON string");
  }
}
