import { personOf, slackIdOf } from '../../incidents/people/person.ts';
import { noteOf } from '../../incidents/timeline/note.ts';
import { type TimelineEvent, timelineData } from '../../incidents/timeline/timeline-event.ts';
import { limits } from '../block-kit/limits.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';

/**
 * A comment of a Work Object.
 * @see https://docs.slack.dev/messaging/work-objects-comments
 */
export interface Comment {
  id: string;
  sender: { user_id: string } | { text: string };
  /** Unix seconds. */
  timestamp: number;
  /** Plain: without `format`, nothing of it is live. */
  comment: { value: string };
  can_edit: boolean;
  can_delete: boolean;
  can_reply: false;
}

/**
 * A note of the timeline as a comment.
 * @param editable whether the reader may change notes; one that is too long to be shown whole can only be deleted
 * @returns `undefined` for any other event
 */
export function commentOf(event: TimelineEvent, editable: boolean): Comment | undefined {
  if (event.type !== 'Note' || noteOf(event) === undefined) return undefined;
  const data = timelineData(event);
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const by = event.by === undefined ? undefined : slackIdOf(event.by);
  return {
    id: event.id,
    // AWS keeps no author of a note that was written in the console.
    sender:
      by === undefined
        ? { text: event.by === undefined ? 'Incident Manager' : brief(personOf(event.by), 100) }
        : { user_id: by },
    timestamp: Math.floor(event.atMs / 1000),
    comment: { value: truncate(text, limits.inputLength.max) },
    can_edit: editable && text.length <= limits.inputLength.max,
    can_delete: editable,
    can_reply: false,
  };
}
