import { type Change, isForChannel } from '../../incidents/changes.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { type CardMessage, section } from '../block-kit/blocks.ts';
import { join, mrkdwn, userGroup } from '../text/mrkdwn.ts';
import { mrkdwnPhrase, phrase, plainPhrase } from '../text/phrase.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { alarmSince } from '../words/alarm-words.ts';
import { changePhrase } from '../words/change-line.ts';
import { lockScreenText } from '../words/headline.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

const linesShown = 10;

/**
 * The thread entry of a card about what changed, one line each. A line that is also shown in the channel names the
 * incident, because the card is not visible there.
 * @param mention user group to mention first (`S…`)
 */
export function threadMessage(
  record: Pick<IncidentRecord, 'title' | 'impact'>,
  changes: readonly Change[],
  mention?: string,
): CardMessage {
  const title = truncate(titleOf(record), 150);
  const shown = changes.slice(0, linesShown);
  const lines = shown.map((change) =>
    isForChannel(change) ? phrase`${markOf(change, record)} ${changePhrase(change)}: ${title}` : changePhrase(change),
  );
  const moments = shown.map((change) => (change.kind === 'alarm' ? alarmSince(change.alarm) : undefined));
  const rest = changes.length - lines.length;
  if (rest > 0) lines.push([`${rest} more changes`]);
  const story = lines.map((line) => ended(plainPhrase(line))).join(' ');
  const group = mention === undefined ? undefined : userGroup(mention);
  const named = changes.some(isForChannel) ? undefined : mrkdwn`${truncate(title, 60)}:`;
  return {
    text: lockScreenText(story, group, named),
    blocks: [
      section(join([group, ...lines.map((line, index) => join([mrkdwnPhrase(line), moments[index]], ', '))], '\n')),
    ],
  };
}

function markOf(change: Change, { impact }: Pick<IncidentRecord, 'impact'>): string {
  if (change.kind === 'status') return stateMark({ status: change.to, impact });
  return stateMark({ status: change.kind === 'resolved' ? 'RESOLVED' : 'OPEN', impact });
}

/** The first entry of a new card: mentions the group of the impact (`MENTIONS`). */
export function mentionLine(record: Pick<IncidentRecord, 'title' | 'impact'>, group: string): CardMessage {
  const mention = userGroup(group);
  const words = `${impactName(record.impact)}: ${truncate(titleOf(record), 200)}`;
  return { text: lockScreenText(words, mention), blocks: [section(mrkdwn`${mention} ${words}`)] };
}
