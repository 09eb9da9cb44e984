import type { TimelineEvent } from '../incidents/timeline-event.ts';
import { date, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { timelineWords } from './timeline-words.ts';

/** One timeline event as a line: when, and what happened. */
export function timelineLine(event: TimelineEvent, longest?: number): Mrkdwn {
  return mrkdwn`${date(event.atMs)}  ${timelineWords(event, longest)}`;
}
