import type { IncidentRecord } from '../../incidents/record.ts';
import { timelineEntries } from '../../incidents/timeline/timeline-entry.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { join, mrkdwn } from '../text/mrkdwn.ts';
import { plainPhrase } from '../text/phrase.ts';
import { truncate } from '../text/truncate.ts';
import { titleOf } from '../words/state-words.ts';
import { timelineEntryPhrase, timelineLine } from '../words/timeline-words.ts';

/** The number of events in the short timeline. */
export const timelineCardLength = 5;

/**
 * The newest events of an incident, for a message.
 * @param events newest first
 * @param more whether there are older events; adds a button that opens the whole timeline
 * @param before older updates, newest first: what an edit of the summary is compared with
 */
export function timelineCard(
  record: IncidentRecord,
  events: readonly TimelineEvent[],
  more: boolean,
  before: readonly TimelineEvent[] = [],
): CardMessage {
  const shown = timelineEntries([...events, ...before]).slice(0, Math.min(events.length, timelineCardLength));
  const [newest] = shown;
  const title = truncate(titleOf(record), 150);
  const heading = mrkdwn`*Timeline* of ${title}`;
  const lines = shown.length === 0 ? [mrkdwn`Nothing yet.`] : shown.map(timelineLine);
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const story = newest === undefined ? 'nothing yet' : plainPhrase(timelineEntryPhrase(newest));
  return {
    text: mrkdwn`Timeline of ${title}, newest first: ${story}`.text,
    blocks: [
      section(heading),
      section(join(lines, '\n')),
      ...(more ? [actions([button(actionId('timeline'), 'Whole timeline', { value })])] : []),
    ],
  };
}
