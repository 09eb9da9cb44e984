import { type CardMessage, header, section } from '../block-kit/blocks.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { channelLink, code, date, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';

/** The state of an SNS topic. */
export interface TopicState {
  topicArn: string;
  /** The Slack channels that it reports to; empty: no longer allowed. */
  channels: readonly string[];
  /** When the last message arrived, in epoch milliseconds; absent: never. */
  lastAtMs?: number;
  /** The number of messages by kind. */
  counts?: Readonly<Record<string, number>>;
  /** The shape of the last message of unknown shape. */
  lastUnknownShape?: string;
  /** When that came, in epoch milliseconds; absent: an earlier version did not note it. */
  lastUnknownAtMs?: number;
}

const shown = 20;

/** The state of each topic, for the requester. */
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

function topicLines({
  topicArn,
  channels,
  lastAtMs,
  counts = {},
  lastUnknownShape,
  lastUnknownAtMs,
}: TopicState): Mrkdwn {
  const when = lastUnknownAtMs === undefined ? '' : mrkdwn`, ${date(lastUnknownAtMs)}`;
  const kinds = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const told = kinds.slice(0, 10).map(([kind, count]) => mrkdwn`${brief(kind, 30)} ${count}`);
  const last = lastAtMs === undefined ? mrkdwn`no message yet` : mrkdwn`last message ${date(lastAtMs)}`;
  const into = channels.slice(0, 20).map(channelLink);
  return join(
    [
      code(topicArn),
      into.length === 0 ? mrkdwn`No longer in CHAT_TOPICS` : mrkdwn`Speaks to ${join(into, ', ')}`,
      join([last, ...told], ' · '),
      lastUnknownShape === undefined
        ? undefined
        : mrkdwn`Last unknown shape${when}: ${code(brief(lastUnknownShape, 400))}`,
    ],
    '\n',
  );
}

/** A topic that was connected. */
export interface ConnectedTopic {
  topicArn: string;
  /** The ARN of the queue, or a URL. */
  endpoint: string;
  /** What to add to `CHAT_TOPICS`, if the topic is not listed there. */
  toAdd?: string;
  /** The statement to add to the queue's policy, as JSON. */
  statement?: string;
}

/** The result of `topics connect`, with the remaining steps for the operator. */
export function connectedCard({ topicArn, endpoint, toAdd, statement }: ConnectedTopic): CardMessage {
  const again = statement === undefined ? ' and connect it again: until then its question is refused' : '';
  const lines = [
    mrkdwn`Subscribed ${code(endpoint)} to ${code(topicArn)}.`,
    toAdd === undefined
      ? undefined
      : mrkdwn`The topic may not speak yet. Add this to CHAT_TOPICS, restart the app${again}: ${code(toAdd)}`,
    statement === undefined
      ? undefined
      : mrkdwn`The queue's policy needs this statement, if it has none like it: ${code(statement)}`,
    statement !== undefined || toAdd !== undefined
      ? undefined
      : mrkdwn`SNS now asks the address to confirm; /incident topics shows when the first message came.`,
  ];
  const left = toAdd === undefined ? '' : ' It is not in CHAT_TOPICS yet.';
  return { text: mrkdwn`${`Subscribed to ${topicArn}.${left}`}`.text, blocks: [section(join(lines, '\n'))] };
}
