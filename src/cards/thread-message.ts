import type { Change } from '../incidents/changes.ts';
import { type CardMessage, section } from './blocks.ts';
import { changeLine } from './change-line.ts';
import { cut } from './cut.ts';
import { join, mrkdwn, userGroup } from './mrkdwn.ts';
import { ended } from './sentence.ts';
import { titleOf } from './state-words.ts';

const linesShown = 10;

/**
 * The thread entry under a card that tells what changed, one line each.
 * @param mention user group to mention first (`S…`): the one place where this app mentions anybody
 */
export function threadMessage(record: { title: string }, changes: readonly Change[], mention?: string): CardMessage {
  const lines = changes.slice(0, linesShown).map(changeLine);
  const rest = changes.length - lines.length;
  if (rest > 0) lines.push(`${rest} more changes`);
  const group = mention === undefined ? undefined : userGroup(mention);
  return {
    text: join([group, mrkdwn`${cut(titleOf(record), 150)}: ${cut(lines.map(ended).join(' '), 1200)}`], ' ').text,
    blocks: [section(join([group, ...lines.map((line) => mrkdwn`${line}`)], '\n'))],
  };
}
