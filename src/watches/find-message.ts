import type { WebClient } from '@slack/web-api';
import { slackCode, slackFault } from '../web-api/fault.ts';

/** What every message of the app carries, so that it can be found again when Slack's answer was lost. */
export interface OwnMetadata {
  event_type: 'incident_card' | 'incident_entry';
  event_payload: { arn: string; key?: string };
}

export interface MessagePlace {
  channel: string;
  /** Set: look in this thread. */
  threadTs?: string;
  /** Look from here on. */
  sinceMs: number;
  /** Not this one. */
  exceptTs?: string;
}

/** Slack's clock and ours may differ so much, in seconds. */
const clockSlackS = 30;

/**
 * Looks for a message that may have been posted although nobody heard Slack's answer (a crash, a lost answer), by its
 * metadata.
 * @returns its `ts`; `undefined` when there is none, or the app may not read the channel
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export async function findMessage(
  slack: WebClient,
  { channel, threadTs, sinceMs, exceptTs }: MessagePlace,
  wanted: OwnMetadata,
): Promise<string | undefined> {
  const oldest = String(Math.max(0, sinceMs / 1000 - clockSlackS));
  const page = { channel, oldest, limit: 200, include_all_metadata: true };
  try {
    const { messages = [] } =
      threadTs === undefined
        ? await slack.conversations.history(page)
        : await slack.conversations.replies({ ...page, ts: threadTs });
    const found = messages.find((message) => {
      const metadata = ('metadata' in message ? message.metadata : undefined) as Partial<OwnMetadata> | undefined;
      const { arn, key } = metadata?.event_payload ?? {};
      const same = metadata?.event_type === wanted.event_type && arn === wanted.event_payload.arn;
      return same && key === wanted.event_payload.key && message.ts !== exceptTs;
    });
    return found?.ts;
  } catch (error) {
    const fault = slackFault(error);
    if (slackCode(error) === undefined || fault.transient) throw fault;
    return undefined;
  }
}
