import { type CardMessage, section } from './blocks.ts';
import { code, join, mrkdwn } from './mrkdwn.ts';

/** A topic that was connected. */
export interface ConnectedTopic {
  topicArn: string;
  /** ARN of the queue, or the address. */
  endpoint: string;
  /** What to add to `CHAT_TOPICS`, where the topic is not listed there. */
  toAdd?: string;
  /** The statement that the queue's policy needs, as JSON. */
  statement?: string;
}

/** What was connected, and what is left to do for whoever runs the app. */
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
