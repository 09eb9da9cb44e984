import type { IncidentRecord } from '../../incidents/record.ts';
import { type CardMessage, context, header, section } from '../block-kit/blocks.ts';
import { code, date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { fittedStory } from '../words/headline.ts';
import { goneMark, titleOf } from '../words/state-words.ts';

/** The card of an incident whose record no longer exists: its title, and when that was noticed. */
export function goneCard(incident: { arn: string; title: string }, noticedAtMs: number): CardMessage {
  const title = titleOf(incident);
  const since: Mrkdwn = mrkdwn`*No longer in Incident Manager* · noticed ${date(noticedAtMs)}`;
  return {
    text: fittedStory(incident, 'Nothing left to do here.', (words) => `No longer in Incident Manager: ${words}`),
    blocks: [header(`${goneMark} ${title}`), section(since), context(code(truncate(incident.arn, 1000)))],
  };
}

/** Replaces an old card after it was moved to the bottom of the channel. */
export function movedCard(record: Pick<IncidentRecord, 'title'>, newCardUrl: string | undefined): CardMessage {
  const moved = mrkdwn`The card of ${truncate(titleOf(record), 200)} moved down.`;
  const line = newCardUrl === undefined ? moved : join([moved, link(newCardUrl, 'Go to it')], ' ');
  return { text: moved.text, blocks: [context(line)] };
}
