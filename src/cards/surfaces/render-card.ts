import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { type CardMessage, header, section } from '../block-kit/blocks.ts';
import { faultOf } from '../block-kit/fit-message.ts';
import { limits } from '../block-kit/limits.ts';
import { code, join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { impactWords, stateMark, stateName, titleOf } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';
import { incidentCard } from './incident-card.ts';

/**
 * The card to post: the rich one, or the plain one where the rich one fails or would be refused. Something true always
 * arrives.
 * @param report is told why the plain card was taken
 */
export function renderCard(
  snapshot: IncidentSnapshot,
  options: CardOptions,
  report: (fault: unknown) => void,
): CardMessage {
  try {
    const card = incidentCard(snapshot, options);
    const fault = faultOf(card);
    if (fault === undefined) return card;
    report(new Error(`The card of ${snapshot.record.arn} would be refused: ${fault}`));
  } catch (error) {
    report(error);
  }
  return plainCard(snapshot.record);
}

/**
 * The card of last resort: title, status, impact and ARN, by the simplest means there are. It reads no other field and
 * calculates nothing, so that it works where the rich card met something it cannot show.
 */
export function plainCard(record: Pick<IncidentRecord, 'arn' | 'title' | 'status' | 'impact'>): CardMessage {
  const title = titleOf(record);
  const state = mrkdwn`*${stateName(record)}* · ${impactWords(record.impact)}`;
  const arn = code(truncate(record.arn, 1000));
  return {
    text: mrkdwn`${stateName(record)}, ${impactName(record.impact)}: ${truncate(title, limits.headerText.max)}. ${truncate(record.arn, 400)}`
      .text,
    blocks: [header(`${stateMark(record)} ${title}`), section(join([state, arn], '\n'))],
  };
}
