import { listIn, type TimelineEvent, textIn, timelineData } from './timeline-event.ts';

/** The type of an event that says which fields of the record were changed. */
export const recordUpdate = 'SSM Incident Record Update';

/** A timeline event with what its words need besides its own data. */
export interface TimelineEntry {
  event: TimelineEvent;
  /** The summary before the event, if an older event tells it; else empty. */
  summaryBefore: string;
}

/** The same events, each with the summary of the next older update. @param events newest first */
export function timelineEntries(events: readonly TimelineEvent[]): TimelineEntry[] {
  let summaryBefore = '';
  const entries = [...events].reverse().map((event) => {
    const entry = { event, summaryBefore };
    summaryBefore = summaryIn(event) ?? summaryBefore;
    return entry;
  });
  return entries.reverse();
}

/** The summary that an update set; `undefined` if it set none. Untrusted. */
export function summaryIn(event: TimelineEvent): string | undefined {
  const attributes = listIn(timelineData(event), 'modifiedAttributes');
  const summary = attributes.find((one) => textIn(one, 'attributeName') === 'summary');
  return summary === undefined ? undefined : newValueOf(summary);
}

/** What an update set a field to. Untrusted. */
export const newValueOf = (attribute: unknown): string => textIn(attribute, 'newValue').replace(/^"([\s\S]*)"$/, '$1');
