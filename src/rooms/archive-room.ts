import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { FindInstallation } from '../gate/installation.ts';
import { nextCheckMs, silentSinceMs, warningMs } from '../incidents/rooms/archiving.ts';
import type { Room } from '../incidents/rooms/room.ts';
import type { Log } from '../log.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';
import { postInRoom, RoomClosed } from './furnish.ts';
import type { StoredRoom } from './room-store.ts';

export interface Archiving {
  slack: WebClient;
  findInstallation: FindInstallation;
  writer: MessageWriter;
  save: (room: Room, expect: number) => Promise<StoredRoom>;
  /** Milliseconds of silence; absent: rooms are never archived. */
  archiveMs: number | undefined;
  /** @param inMs when it is archived, in milliseconds from now */
  drawWarning: (arn: string, inMs: number) => CardMessage;
  now: () => number;
  log: Log;
}

/**
 * Archives the room of a resolved incident that has been silent, after a warning; or warns. Does nothing before it is due.
 * @throws RoomClosed, or AppError for a failure that can pass
 */
export async function archiveIfSilent(parts: Archiving, { room, version }: StoredRoom): Promise<void> {
  const { now, archiveMs, save } = parts;
  const dueMs = nextCheckMs(room, archiveMs);
  const { arn, channel } = room;
  if (archiveMs === undefined || channel === undefined || dueMs === undefined) return;
  if (now() < dueMs) {
    // Looked at early, because the clock was set back: its time is stored again.
    await save(room, version);
    return;
  }
  const talkedAtMs = Math.max(room.talkedAtMs ?? 0, await lastTalkMs(parts, channel, room.sinceMs));
  const { warning, ...rest } = { ...room, talkedAtMs };
  const leadMs = warningMs(archiveMs);
  const isIgnored = warning !== undefined && talkedAtMs <= warning.atMs;
  if (isIgnored) return archive(parts, { room: { ...rest, warning }, version }, channel);
  if (now() < silentSinceMs(rest) + archiveMs - leadMs) {
    // Someone wrote: the silence begins anew, and so does its warning.
    await save(rest, version);
    return;
  }
  const sinceMs = silentSinceMs(rest);
  // Posted before it is stored: a room is never archived without a warning.
  const ts = await postInRoom(
    parts.writer,
    { arn, channel },
    parts.drawWarning(arn, leadMs),
    `room warning ${sinceMs}`,
    sinceMs,
  );
  await save({ ...rest, warning: { atMs: now(), ts } }, version);
}

async function archive({ slack, save, now, log }: Archiving, { room, version }: StoredRoom, channel: string) {
  try {
    await slack.conversations.archive({ channel });
  } catch (error) {
    const code = slackCode(error) ?? '';
    if (code === 'not_in_channel' || code === 'channel_not_found') throw new RoomClosed(code);
    if (code !== 'already_archived' && code !== 'is_archived') {
      if (code !== 'restricted_action' && code !== 'missing_scope' && code !== 'cant_archive_required')
        throw toSlackError(error);
      log.warn('room cannot be archived: it stays', { channel, code });
      await save({ ...room, keptBy: code }, version);
      return;
    }
  }
  log.info('room archived', { audit: true, arn: room.arn, channel });
  await save({ ...room, ended: { code: 'is_archived', atMs: now() } }, version);
}

type Listed = NonNullable<ConversationsHistoryResponse['messages']>[number];

const perPage = 200;
const maxPages = 10;
/** The subtypes of messages that people write. */
const written: ReadonlySet<string | undefined> = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message']);

/** When people last wrote in a channel, threads included; epoch milliseconds, 0: never. */
async function lastTalkMs({ slack, findInstallation }: Archiving, channel: string, sinceMs: number): Promise<number> {
  const { botId, botUserId } = await findInstallation();
  const own = new Set([botId, botUserId]);
  let latest = 0;
  let cursor = '';
  for (let page = 0; page < maxPages; page += 1) {
    const input = { channel, oldest: String(sinceMs / 1000), limit: perPage, ...(cursor && { cursor }) };
    const { messages = [], response_metadata } = await slack.conversations.history(input).catch((error: unknown) => {
      const code = slackCode(error) ?? '';
      if (code === 'not_in_channel' || code === 'channel_not_found') throw new RoomClosed(code);
      throw toSlackError(error);
    });
    for (const message of messages) latest = Math.max(latest, talkMs(message, own));
    cursor = response_metadata?.next_cursor ?? '';
    if (cursor === '') return latest;
  }
  return latest;
}

/** When people last wrote a message or in its thread. */
function talkMs({ ts, user, subtype, bot_id, reply_users, latest_reply }: Listed, own: ReadonlySet<unknown>): number {
  const isPersons = bot_id === undefined && !own.has(user) && written.has(subtype);
  const isAnswered = (reply_users ?? []).some((each) => !own.has(each));
  return 1000 * Math.max(isPersons ? Number(ts ?? 0) : 0, isAnswered ? Number(latest_reply ?? 0) : 0);
}
