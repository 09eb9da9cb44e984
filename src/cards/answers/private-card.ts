import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { needsLines, originContext, peopleLine, runbookLine, stateLine } from '../surfaces/card-lines.ts';
import type { CardOptions } from '../surfaces/card-options.ts';
import { join, link, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { storyText } from '../words/headline.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

/**
 * The answer to a requester in a channel that already has the card: the facts, a link to the card, and a button that moves
 * it to the bottom.
 */
export function privateCard(snapshot: IncidentSnapshot, options: CardOptions & { cardUrl?: string }): CardMessage {
  const { record } = snapshot;
  const { now, cardUrl } = options;
  const lines = [
    mrkdwn`${stateMark(record)} *${truncate(titleOf(record), 200)}*`,
    stateLine(snapshot),
    peopleLine(snapshot, now),
    needsLines(snapshot, now),
    runbookLine(snapshot, now),
    cardUrl === undefined ? undefined : link(cardUrl, 'The card in this channel is up to date'),
  ];
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  return {
    text: storyText(snapshot, now),
    blocks: [
      section(join(lines, '\n')),
      originContext(snapshot),
      ...(options.actions.has('bring') ? [actions([button(actionId('bring'), 'Bring the card down', { value })])] : []),
    ],
  };
}
