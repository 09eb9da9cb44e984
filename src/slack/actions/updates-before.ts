import type { TimelinePage } from '../../aws/read/timeline.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { recordUpdate, summaryIn } from '../../incidents/timeline/timeline-entry.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import type { Services } from '../services.ts';

/** The data of each update costs a request, once. */
const updatesRead = 25;

/**
 * The updates before a page of a timeline, newest first, where the page has an edit of the summary: what it changed is shown
 * beside the summary before. Empty where they cannot be read: the edit is quoted then.
 */
export async function updatesBefore(
  arn: IncidentArn,
  { events, next }: TimelinePage,
  { readTimeline }: Pick<Services, 'readTimeline'>,
): Promise<TimelineEvent[]> {
  const oldest = events.at(-1);
  if (next === undefined || oldest === undefined || !events.some((event) => summaryIn(event) !== undefined)) return [];
  const shown = new Set(events.map(({ id }) => id));
  try {
    const updates = await readTimeline(arn, updatesRead, undefined, [recordUpdate]);
    return updates.events.filter(({ id, atMs }) => !shown.has(id) && atMs <= oldest.atMs);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [];
  }
}
