import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import { fetchInTime } from './client.ts';
import { slackCode, toSlackError } from './fault.ts';

export interface FileToShare {
  /** A channel that the app is a member of. */
  channel: string;
  /** The thread it goes to; absent: the channel itself. */
  threadTs?: string;
  /** Letters, digits, points and dashes; unique, for it is told by it after a lost answer. */
  name: string;
  title: string;
  content: string;
  /** What stands above it; plain words of ours. */
  comment: string;
}

const membership = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'access_denied']);

/**
 * Puts a file into a conversation.
 * @param sharing called when all that is left to do is to share it
 * @throws AppError `slack_refused` where the app is no member
 * @see https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export async function uploadFile(slack: WebClient, file: FileToShare, sharing: () => Promise<void>): Promise<void> {
  const { channel, threadTs, name, title, content, comment } = file;
  const bytes = Buffer.from(content, 'utf8');
  try {
    const place = await slack.files.getUploadURLExternal({ filename: name, length: bytes.length });
    await send(place.upload_url ?? '', bytes);
    await sharing();
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

async function send(address: string, bytes: Buffer): Promise<void> {
  let status: number;
  try {
    const answer = await fetchInTime(address, { method: 'POST', body: new Uint8Array(bytes) });
    status = answer.status;
    await answer.body?.cancel();
  } catch (cause) {
    throw new AppError('slack_unavailable', 'Slack did not take the file. Retrying automatically.', { cause });
  }
  if (status >= 400) {
    throw new AppError('slack_unavailable', 'Slack did not take the file. Retrying automatically.', { cause: status });
  }
}
