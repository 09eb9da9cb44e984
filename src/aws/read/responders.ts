import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { respondersIn } from '../../incidents/people/assignment-words.ts';
import type { Responders } from '../../incidents/people/responders.ts';
import { createPace } from '../pace.ts';
import type { EventsAsked, ReadEventsOfTypes } from './events-of-types.ts';

/**
 * Reads who leads an incident and has its other roles from the custom events that the app wrote into the timeline.
 * @throws AppError when these cannot be read
 */
export type ReadResponders = (arn: IncidentArn) => Promise<Responders>;

/** Requests a second: a sixth of the quota. It is read once for an incident, where the store is new. */
const perSecond = 5;

export function createReadResponders(readEvents: ReadEventsOfTypes, now: () => number): ReadResponders {
  const asked: EventsAsked = { types: ['Custom Event'], pace: createPace(perSecond, now) };
  return async (arn) => respondersIn(await readEvents(arn, asked));
}
