import { parseAudit } from './slack-audit.ts';
import { type TimelineEvent, timelineData } from './timeline-event.ts';

/** What a person or a program wrote into an incident's timeline. */
export interface Note {
  /** The timeline event's id. */
  id: string;
  /** `note`: from the notes panel. `event`: a custom event. */
  kind: 'note' | 'event';
  /** When it was written or last edited, in epoch milliseconds. */
  writtenAtMs: number;
  /** At most `longestNote` characters. Untrusted. */
  text: string;
  /** The author as a principal, if it was written from Slack: AWS keeps no author. */
  by?: string;
}

/** The most notes of an incident that a snapshot holds, the newest. */
export const mostNotes = 20;
const longestNote = 1000;

/** The part of a note's text that a snapshot holds. */
export const shortened = (text: string): string => text.slice(0, longestNote).toWellFormed();

/** The timeline event types that people and programs can write. */
export const writtenTypes = ['Note', 'Custom Event'] as const;

/**
 * The note of a timeline event.
 * @returns `undefined` for events of other types, empty ones, and what the app itself left there about a change from Slack
 */
export function noteOf(event: TimelineEvent): Note | undefined {
  const kind = event.type === 'Note' ? 'note' : event.type === 'Custom Event' ? 'event' : undefined;
  const data = timelineData(event);
  if (kind === undefined || data === undefined || data === null) return undefined;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text.trim() === '' || (kind === 'event' && parseAudit(text) !== undefined)) return undefined;
  return { id: event.id, kind, writtenAtMs: event.updatedAtMs, text: shortened(text) };
}
