import type { IncidentRecord } from '../incidents/record.ts';
import { type CardMessage, context } from './blocks.ts';
import { cut } from './cut.ts';
import { join, link, mrkdwn } from './mrkdwn.ts';
import { titleOf } from './state-words.ts';

/** The line an old card becomes when it was brought down to the bottom of the channel. */
export function movedCard(record: Pick<IncidentRecord, 'title'>, newCardUrl: string | undefined): CardMessage {
  const moved = mrkdwn`The card of ${cut(titleOf(record), 200)} moved down.`;
  const line = newCardUrl === undefined ? moved : join([moved, link(newCardUrl, 'Go to it')], ' ');
  return { text: moved.text, blocks: [context(line)] };
}
