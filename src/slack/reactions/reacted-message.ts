import type { WebClient } from '@slack/web-api';
import { type Fields, fields, text } from '../../gate/fields.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';

/** A message that someone reacted to. */
export interface ReactedMessage {
  /** As Slack sends it: escaped, with its syntax for links and mentions. Untrusted. */
  text: string;
  /** The author's id; absent for a message of an app without a bot user. */
  user?: string;
  /** The name of the app that wrote it. Untrusted. */
  appName?: string;
  threadTs?: string;
  /** The names of the emoji that the app itself reacted with. */
  ownReactions: string[];
}

/** The subtypes of messages that people and apps write. */
const written: ReadonlySet<string> = new Set(['', 'thread_broadcast', 'file_share', 'me_message', 'bot_message']);

/**
 * Reads a message that someone reacted to: the event has neither its text nor its thread.
 * @returns `undefined` for a message that is gone, cannot be read, or was written by Slack or by this app
 * @throws AppError for a failure that can pass
 * @see https://docs.slack.dev/reference/methods/conversations.replies
 */
export async function readReacted(
  slack: WebClient,
  { channel, ts }: { channel: string; ts: string },
  botUser: string,
): Promise<ReactedMessage | undefined> {
  const found = await readAt(slack, channel, ts);
  if (found === undefined || !written.has(text(found.subtype))) return undefined;
  const user = text(found.user);
  if (user === botUser || user === 'USLACKBOT') return undefined;
  const appName = text(fields(found.bot_profile).name) || text(found.username);
  const threadTs = text(found.thread_ts);
  const reactions = Array.isArray(found.reactions) ? found.reactions.map(fields) : [];
  const isOwn = ({ users }: Fields) => Array.isArray(users) && users.includes(botUser);
  return {
    text: text(found.text),
    ...(user !== '' && found.bot_id === undefined && { user }),
    ...(appName !== '' && { appName }),
    ...(threadTs !== '' && { threadTs }),
    ownReactions: reactions.filter(isOwn).map(({ name }) => text(name)),
  };
}

/** A message by its `ts`. Of a thread, Slack returns the parent too. */
async function readAt(slack: WebClient, channel: string, ts: string): Promise<Fields | undefined> {
  const place = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 10, include_all_metadata: true };
  try {
    const { messages = [] } = await slack.conversations.replies(place);
    return fields(messages.find((message) => message.ts === ts));
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    return undefined;
  }
}

/**
 * The incident that a message is about: the one whose card its thread belongs to.
 * @returns `undefined` for any other message
 * @throws AppError for a failure that can pass
 */
export async function incidentOfMessage(
  slack: WebClient,
  { channel, threadTs }: { channel: string; threadTs?: string },
  botUser: string,
): Promise<IncidentArn | undefined> {
  if (threadTs === undefined) return undefined;
  const parent = await readAt(slack, channel, threadTs);
  // Any app can write such metadata: what counts is who posted it.
  if (parent === undefined || botUser === '' || parent.user !== botUser) return undefined;
  const metadata = fields(parent.metadata);
  return metadata.event_type === 'incident_card'
    ? parseIncidentArn(text(fields(metadata.event_payload).arn))
    : undefined;
}
