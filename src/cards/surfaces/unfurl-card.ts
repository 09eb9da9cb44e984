import { incidentUrl } from '../../incidents/links/console-links.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { actionId } from '../block-kit/action-ids.ts';
import {
  actions,
  button,
  type CardBlock,
  type CardButton,
  type CardMessage,
  context,
  section,
} from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { date, join, link, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { storyText } from '../words/headline.ts';
import { nameOfPerson, onItBrief } from '../words/responder-words.ts';
import { stateMark, stateWords, titleOf } from '../words/state-words.ts';
import { acknowledgedLine, needsLines, silenceLine } from './card-lines.ts';
import type { CardOptions } from './card-options.ts';

export interface UnfurlOptions extends CardOptions {
  /** The permalink of the incident's card in this channel, if there is one. */
  cardUrl?: string;
}

/**
 * The compact card: the reply to a pasted ARN, and the blocks of an unfurled console link. Only section, context and
 * actions blocks, because unfurls do not support rich text.
 * @see https://docs.slack.dev/reference/methods/chat.unfurl
 */
export function unfurlCard(snapshot: IncidentSnapshot, options: UnfurlOptions): CardMessage {
  const { record } = snapshot;
  const silence = silenceLine(snapshot, options.now);
  const lead = leadOf(snapshot);
  const onIt = onItBrief(snapshot);
  const needs = join([silence, needsLines(snapshot, options.now)], '\n');
  const state = join(
    [
      stateWords(record),
      lead === undefined ? undefined : mrkdwn`${nameOfPerson(lead, 60)} leads`,
      onIt === '' ? undefined : mrkdwn`${onIt}`,
      silence === undefined ? acknowledgedLine(snapshot) : undefined,
      mrkdwn`as of ${date(snapshot.readAtMs, '{date_short_pretty} {time}')}`,
      options.cardUrl === undefined ? undefined : link(options.cardUrl, 'Card in this channel'),
    ],
    ' · ',
  );
  const blocks: CardBlock[] = [
    section(mrkdwn`${stateMark(record)} *${truncate(titleOf(record), 200)}*`),
    context(state),
    ...(needs.text === '' ? [] : [section(needs)]),
  ];
  const buttons = unfurlButtons(snapshot, options);
  if (buttons.length > 0) blocks.push(actions(buttons));
  return { text: storyText(snapshot, options.now), blocks };
}

function unfurlButtons(snapshot: IncidentSnapshot, options: UnfurlOptions): CardButton[] {
  const { arn, modifiedAtMs } = snapshot.record;
  const value = encodeButtonValue({ arn: arn.arn, seenMs: modifiedAtMs });
  const url = incidentUrl(arn, options.links);
  const show = options.actions.has('open') && options.cardUrl === undefined;
  return [
    ...(show ? [button(actionId('open'), 'Show card here', { value })] : []),
    ...(options.actions.has('refresh') ? [button(actionId('refresh'), 'Refresh', { value })] : []),
    ...(url === undefined ? [] : [button(actionId('console'), 'Open in console', { url, value })]),
  ];
}
