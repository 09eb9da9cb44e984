import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import { isSlackRefusal, toSlackError } from '../web-api/fault.ts';

/** The metadata of every message of the app, by which it can be found after a lost response. */
export interface OwnMetadata {
  event_type:
    | 'incident_card'
    | 'incident_entry'
    | 'incident_unfurl'
    | 'incident_alarm'
    | 'incident_ops_item'
    | 'incident_digest'
    | 'incident_missed';
  /** `key` identifies the message among those about the incident. */
  event_payload: { arn: string; key: string };
}

export interface MessagePlace {
  channel: string;
  /** The thread to search; absent: the channel. */
  threadTs?: string;
  /** The start of the search, in epoch milliseconds. */
  sinceMs: number;
}

/** The tolerated difference to Slack's clock, in seconds: slightly more than that of request signatures. */
const clockSlackS = 330;
const perPage = 200;
/** The most pages searched. */
const maxPages = 10;

/** A message as Slack lists it. */
type Listed = NonNullable<ConversationsHistoryResponse['messages']>[number];

/** Creates a predicate for the app's message with this metadata. */
export const isOwn =
  ({ event_type, event_payload }: OwnMetadata) =>
  ({ metadata }: Listed): boolean => {
    const { event_type: type, event_payload: payload } = (metadata as Partial<OwnMetadata> | undefined) ?? {};
    return type === event_type && payload?.arn === event_payload.arn && payload.key === event_payload.key;
  };

/**
 * Searches for a message that may have been posted although the response was lost (a crash, a closed connection).
 * @returns its `ts`; `undefined` when there is none, or the app may not read the channel
 * @throws AppError for a failure that can pass
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
    for (let page = 0; page < maxPages; page += 1) {
      const input = { channel, oldest, limit: perPage, include_all_metadata: true, ...(cursor && { cursor }) };
      const { messages = [], response_metadata } =
        threadTs === undefined
          ? await slack.conversations.history(input)
          : await slack.conversations.replies({ ...input, ts: threadTs });
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
