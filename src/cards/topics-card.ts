import { type CardMessage, header, section } from './blocks.ts';
import { brief } from './brief.ts';
import { fitMessage } from './fit-message.ts';
import { channelLink, code, date, join, type Mrkdwn, mrkdwn } from './mrkdwn.ts';

/** What is known of one SNS topic. */
export interface TopicState {
  topicArn: string;
  /** Slack channels it speaks to; empty: it may not speak any more. */
  channels: readonly string[];
  /** When the last message came, in epoch milliseconds; absent: none ever came. */
  lastAtMs?: number;
  /** How many messages of each kind. */
  counts?: Readonly<Record<string, number>>;
  /** Shape of the last message that nobody understood. */
  lastUnknownShape?: string;
}

const shown = 20;

/** What the app heard of each topic, for the person who asked. */
export function topicsCard(topics: readonly TopicState[]): CardMessage {
  const silent = topics.filter(({ lastAtMs }) => lastAtMs === undefined).length;
  const quiet = silent === 0 ? '' : `, ${silent} of them silent so far`;
  const text =
    topics.length === 0
      ? mrkdwn`No topic may speak: CHAT_TOPICS is empty. ${'/incident topics connect <topic-arn>'} says what to add.`
      : mrkdwn`${topics.length} ${topics.length === 1 ? 'topic' : 'topics'}${quiet}.`;
  const rows = topics.slice(0, shown).map((topic) => section(topicLines(topic)));
  const rest = topics.length - rows.length;
  const blocks = fitMessage(
    [
      { blocks: [header('Topics'), ...(topics.length === 0 ? [section(text)] : [])] },
      { blocks: rows, shorter: [() => rows.slice(0, 5)], yields: 1 },
      { blocks: rest > 0 ? [section(mrkdwn`${rest} more`)] : [] },
    ],
    text.text.length,
  );
  return { text: text.text, blocks };
}

function topicLines({ topicArn, channels, lastAtMs, counts = {}, lastUnknownShape }: TopicState): Mrkdwn {
  const kinds = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const told = kinds.slice(0, 10).map(([kind, count]) => mrkdwn`${brief(kind, 30)} ${count}`);
  const last = lastAtMs === undefined ? mrkdwn`no message yet` : mrkdwn`last message ${date(lastAtMs)}`;
  const into = channels.slice(0, 20).map(channelLink);
  return join(
    [
      code(topicArn),
      into.length === 0 ? mrkdwn`No longer in CHAT_TOPICS` : mrkdwn`Speaks to ${join(into, ', ')}`,
      join([last, ...told], ' · '),
      lastUnknownShape === undefined ? undefined : mrkdwn`Last unknown shape: ${code(brief(lastUnknownShape, 400))}`,
    ],
    '\n',
  );
}
