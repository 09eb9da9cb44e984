import { impactName } from '../incidents/impact.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { type CardMessage, header, section } from './blocks.ts';
import { cut } from './cut.ts';
import { limits } from './limits.ts';
import { code, join, mrkdwn } from './mrkdwn.ts';
import { impactWords, stateMark, stateName, titleOf } from './state-words.ts';

/**
 * The card of last resort: title, status, impact and ARN, by the simplest means there are. It reads no other field and
 * calculates nothing, so that it works where the rich card met something it cannot show.
 */
export function plainCard(record: Pick<IncidentRecord, 'arn' | 'title' | 'status' | 'impact'>): CardMessage {
  const title = titleOf(record);
  const state = mrkdwn`*${stateName(record)}* · ${impactWords(record.impact)}`;
  const arn = code(cut(record.arn, 1000));
  return {
    text: mrkdwn`${stateName(record)}, ${impactName(record.impact)}: ${cut(title, limits.headerText.max)}. ${cut(record.arn, 400)}`
      .text,
    blocks: [header(`${stateMark(record)} ${title}`), section(join([state, arn], '\n'))],
  };
}
