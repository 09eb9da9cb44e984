import { type Change, isForChannel } from '../incidents/changes.ts';
import { type CardMessage, section } from './blocks.ts';
import { changeLine } from './change-line.ts';
import { cut } from './cut.ts';
import { join, mrkdwn, userGroup } from './mrkdwn.ts';
import { ended } from './sentence.ts';
import { stateMark, titleOf } from './state-words.ts';

const linesShown = 10;

/**
 * The thread entry under a card that tells what changed, one line each. A line that goes to the whole channel names the
 * incident: nobody sees the card above it there.
 * @param mention user group to mention first (`S…`): the one place where this app mentions anybody
 */
export function threadMessage(record: { title: string }, changes: readonly Change[], mention?: string): CardMessage {
  const title = cut(titleOf(record), 150);
  const lines = changes
    .slice(0, linesShown)
    .map((change) => (isForChannel(change) ? `${markOf(change)} ${changeLine(change)}: ${title}` : changeLine(change)));
  const rest = changes.length - lines.length;
  if (rest > 0) lines.push(`${rest} more changes`);
  const group = mention === undefined ? undefined : userGroup(mention);
  const named = changes.some(isForChannel) ? undefined : mrkdwn`${title}:`;
  return {
    text: join([group, named, mrkdwn`${cut(lines.map(ended).join(' '), 1200)}`], ' ').text,
    blocks: [section(join([group, ...lines.map((line) => mrkdwn`${line}`)], '\n'))],
  };
}

function markOf(change: Change): string {
  if (change.kind === 'status') return stateMark({ status: change.to });
  return stateMark({ status: change.kind === 'resolved' ? 'RESOLVED' : 'OPEN' });
}
