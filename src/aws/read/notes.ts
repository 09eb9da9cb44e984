import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { mostNotes, type Note, noteOf, writtenTypes } from '../../incidents/timeline/note.ts';
import { createPace } from '../pace.ts';
import type { EventsAsked, ReadEventsOfTypes } from './events-of-types.ts';
import { parseSummary } from './timeline.ts';

/**
 * Reads the newest notes and custom events of an incident.
 * @throws AppError when they cannot be read, or the requests for them would have to wait for seconds
 */
export type ReadNotes = (arn: IncidentArn) => Promise<Note[]>;

/** Requests a second: a third of the quota. The rest is for requests that people wait for. */
const perSecond = 10;

/** AWS sorts events by the time that their author gave them, so the newest are chosen from a whole page. */
const newest: EventsAsked['choose'] = (page) =>
  page.sort((a, b) => parseSummary(b).updatedAtMs - parseSummary(a).updatedAtMs).slice(0, mostNotes);

export function createReadNotes(readEvents: ReadEventsOfTypes, now: () => number): ReadNotes {
  const asked: EventsAsked = { types: writtenTypes, pace: createPace(perSecond, now), choose: newest };
  return async (arn) => (await readEvents(arn, asked)).flatMap((event) => noteOf(event) ?? []);
}
