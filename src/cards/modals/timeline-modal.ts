import type { IncidentRecord } from '../../incidents/record.ts';
import { timelineEntries } from '../../incidents/timeline/timeline-entry.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { callbackIds, elementIds } from '../block-kit/action-ids.ts';
import { actions, button, type CardModal, context, header, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { timelineLine } from '../words/timeline-words.ts';

/** The number of events on a page of the timeline. */
export const timelinePageLength = 25;

export interface TimelinePage {
  record: IncidentRecord;
  /** Newest first. */
  events: readonly TimelineEvent[];
  /** Older updates, newest first: what an edit of the summary is compared with. */
  before?: readonly TimelineEvent[];
  /** Opaque values of the paging buttons, at most 2000 characters each; absent: no such page. */
  olderValue?: string;
  newerValue?: string;
  privateMetadata?: string;
}

/** A page of the whole timeline, with each event in one or two lines. */
export function timelineModal(page: TimelinePage): CardModal {
  const { record, events, before = [], olderValue, newerValue, privateMetadata } = page;
  const lines = timelineEntries([...events, ...before])
    .slice(0, Math.min(events.length, timelinePageLength))
    .map((entry) => section(timelineLine(entry)));
  const pager = [
    ...(newerValue === undefined ? [] : [button(elementIds.timelineNewer, 'Newer', { value: newerValue })]),
    ...(olderValue === undefined ? [] : [button(elementIds.timelineOlder, 'Older', { value: olderValue })]),
  ];
  return modal(
    { callbackId: callbackIds.timeline, title: 'Timeline', ...(privateMetadata !== undefined && { privateMetadata }) },
    [
      header(`${stateMark(record)} ${titleOf(record)}`),
      ...(lines.length === 0 ? [section(mrkdwn`Nothing happened yet.`)] : lines),
      ...(pager.length === 0 ? [] : [actions(pager)]),
      context(mrkdwn`Newest first, in your own time zone. The report has every text in full.`),
    ],
  );
}
