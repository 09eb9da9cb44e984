import type { IncidentRecord } from '../incidents/record.ts';
import { type CardMessage, section } from './blocks.ts';
import { cut } from './cut.ts';
import { mrkdwn, userGroup } from './mrkdwn.ts';
import { impactWords, titleOf } from './state-words.ts';

/** The first line under a new card (or a rise of impact): mentions the group that `MENTIONS` names for the impact. */
export function mentionLine(record: Pick<IncidentRecord, 'title' | 'impact'>, group: string): CardMessage {
  const line = mrkdwn`${userGroup(group)} ${impactWords(record.impact)}: ${cut(titleOf(record), 200)}`;
  return { text: line.text, blocks: [section(line)] };
}
