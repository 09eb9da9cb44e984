import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import { isSlackRefusal, toSlackError } from '../web-api/fault.ts';

/** What every message of the app carries, so that it can be found again when Slack's answer was lost. */
export interface OwnMetadata {
  event_type:
    | 'incident_card'
    | 'incident_entry'
    | 'incident_unfurl'
    | 'incident_alarm'
    | 'incident_digest'
    | 'incident_missed';
  /** `key` tells the message from all others about the incident. */
  event_payload: { arn: string; key: string };
}

export interface MessagePlace {
  channel: string;
  /** Set: look in this thread. */
  threadTs?: string;
  /** Look from here on. */
  sinceMs: number;
}

/** Slack's clock and ours may differ so much, in seconds: were ours further off, we would refuse what Slack sends. */
const clockSlackS = 330;
const perPage = 200;
/** A channel where more was written since is not searched further back. */
const mostPages = 10;

/** What Slack says of a message it lists. */
type Listed = NonNullable<ConversationsHistoryResponse['messages']>[number];

/** Matches the one message of the app's with these metadata. */
export const isOwn =
  ({ event_type, event_payload }: OwnMetadata) =>
  ({ metadata }: Listed): boolean => {
    const { event_type: type, event_payload: payload } = (metadata as Partial<OwnMetadata> | undefined) ?? {};
    return type === event_type && payload?.arn === event_payload.arn && payload.key === event_payload.key;
  };

/**
 * Looks for a message that may have been posted although Slack's answer was lost (a crash, a closed connection).
 * @returns its `ts`; `undefined` when there is none, or the app may not read the channel
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export async function findMessage(
  slack: WebClient,
  { channel, threadTs, sinceMs }: MessagePlace,
  isWanted: (message: Listed) => boolean,
): Promise<string | undefined> {
  const oldest = String(Math.max(0, sinceMs / 1000 - clockSlackS));
  let cursor = '';
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const ask = { channel, oldest, limit: perPage, include_all_metadata: true, ...(cursor && { cursor }) };
      const { messages = [], response_metadata } =
        threadTs === undefined
          ? await slack.conversations.history(ask)
          : await slack.conversations.replies({ ...ask, ts: threadTs });
      const found = messages.find(isWanted);
      if (found !== undefined) return found.ts;
      cursor = response_metadata?.next_cursor ?? '';
      if (cursor === '') return undefined;
    }
    return undefined;
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    return undefined;
  }
}
