import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import { fetchWithTimeout } from './client.ts';
import { slackCode, toSlackError } from './fault.ts';

export interface FileToShare {
  /** A channel that the app is a member of. */
  channel: string;
  /** The `ts` of the thread to share it in; absent: the channel itself. */
  threadTs?: string;
  /** Letters, digits, dots and dashes. Unique: a retry after a lost response finds the file by its name. */
  name: string;
  title: string;
  /** Text, or the bytes of a picture. */
  content: string | Uint8Array;
  /** What a picture shows, for screen readers; at most 1000 characters. */
  alt?: string;
  /** The message above the file; contains no untrusted text. */
  comment: string;
}

const membership = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'access_denied']);

/**
 * Uploads a file and shares it in a conversation.
 * @param beforeShare called once the file is uploaded, just before it is shared
 * @throws AppError `slack_refused` when the app is not a member of the channel
 * @see https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export async function uploadFile(slack: WebClient, file: FileToShare, beforeShare: () => Promise<void>): Promise<void> {
  const { channel, threadTs, name, title, content, alt, comment } = file;
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  try {
    const place = await slack.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
      // The client's types call it `alt_text`, which Slack does not know.
      ...(alt !== undefined && { alt_txt: alt }),
    });
    await send(place.upload_url ?? '', bytes);
    await beforeShare();
    const files: [{ id: string; title: string }] = [{ id: place.file_id ?? '', title }];
    const where = { channel_id: channel, files, initial_comment: comment };
    await slack.files.completeUploadExternal(threadTs === undefined ? where : { ...where, thread_ts: threadTs });
  } catch (error) {
    if (membership.has(slackCode(error) ?? '')) {
      const text = 'Slack does not let me put a file here. Invite me with /invite, then try again.';
      throw new AppError('slack_refused', text, { cause: error });
    }
    throw toSlackError(error);
  }
}

async function send(address: string, bytes: Uint8Array): Promise<void> {
  let status: number;
  try {
    const answer = await fetchWithTimeout(address, { method: 'POST', body: new Uint8Array(bytes) });
    status = answer.status;
    await answer.body?.cancel();
  } catch (cause) {
    throw new AppError('slack_unavailable', 'Slack did not accept the file. Retrying automatically.', { cause });
  }
  if (status >= 400) {
    throw new AppError('slack_unavailable', 'Slack did not accept the file. Retrying automatically.', {
      cause: status,
    });
  }
}
