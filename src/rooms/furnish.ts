import type { WebClient } from '@slack/web-api';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { limits } from '../cards/block-kit/limits.ts';
import { brief } from '../cards/text/sentence.ts';
import { roomTopic } from '../cards/words/room-words.ts';
import type { Room, RoomStep } from '../incidents/rooms/room.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Log } from '../log.ts';
import type { OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import type { StoredRoom } from './room-store.ts';

/** A link in the bookmarks bar of a room. Untrusted. */
export interface RoomLink {
  title: string;
  url: string;
}

export interface Furnishing {
  slack: WebClient;
  writer: MessageWriter;
  save: (room: Room, expect: number) => Promise<StoredRoom>;
  /** Begins the watch of the room's channel. */
  beginWatch: (snapshot: IncidentSnapshot, request: { channel: string; by: string }) => Promise<unknown>;
  /** The app's own user id: it begins the watch of a room that no one asked for. */
  ownUser: () => Promise<string>;
  drawWelcome: (snapshot: IncidentSnapshot) => CardMessage;
  linksOf: (snapshot: IncidentSnapshot) => RoomLink[];
  log: Log;
}

/** Slack says that the room is closed to the app: archived, deleted, or the app was removed. */
export class RoomClosed extends Error {
  /** Slack's error. */
  readonly code: string;

  constructor(code: string) {
    super(`The room is closed to the app: ${code}`);
    this.code = code;
  }
}

/**
 * Does once what a new room needs: the watch, the first message, the bookmarks; and keeps its topic. What is done already is
 * not done again. What Slack refuses is logged and left out.
 * @throws RoomClosed, or AppError for a failure that can pass
 */
export async function furnish(parts: Furnishing, stored: StoredRoom, snapshot: IncidentSnapshot): Promise<StoredRoom> {
  const { channel } = stored.room;
  if (channel === undefined) return stored;
  const isOpen = stateOf(snapshot.record) !== 'resolved';
  let now = stored;
  if (isOpen)
    now = await once(parts, now, 'watch', async ({ by }) => {
      await parts.beginWatch(snapshot, { channel, by: by ?? (await parts.ownUser()) });
    });
  now = await setTopic(parts, now, channel, roomTopic(snapshot));
  now = await once(parts, now, 'welcome', () => welcome(parts, now.room, channel, snapshot));
  return once(parts, now, 'bookmarks', () => addBookmarks(parts, channel, parts.linksOf(snapshot)));
}

async function once(
  { save }: Furnishing,
  stored: StoredRoom,
  step: RoomStep,
  work: (room: Room) => Promise<void>,
): Promise<StoredRoom> {
  const { room, version } = stored;
  if (room.done.includes(step)) return stored;
  await work(room);
  return save({ ...room, done: [...room.done, step] }, version);
}

/** Does what a refusal takes away without harm. @throws RoomClosed, or AppError for a failure that can pass */
async function unlessRefused(log: Log, what: string, channel: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const code = slackCode(error) ?? '';
    if (code === 'is_archived' || code === 'not_in_channel' || code === 'channel_not_found') throw new RoomClosed(code);
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    log.warn('part of a room refused', { what, channel, code });
  }
}

async function setTopic(
  { slack, save, log }: Furnishing,
  stored: StoredRoom,
  channel: string,
  topic: string,
): Promise<StoredRoom> {
  if (stored.room.topic === topic) return stored;
  await unlessRefused(log, 'conversations.setTopic', channel, () => slack.conversations.setTopic({ channel, topic }));
  return save({ ...stored.room, topic }, stored.version);
}

const welcomeKey = 'room welcome';
/** The metadata of a room's first message. */
export const welcomeOf = (arn: string): OwnMetadata => entryOf(arn, welcomeKey);
const entryOf = (arn: string, key: string): OwnMetadata => ({
  event_type: 'incident_entry',
  event_payload: { arn, key },
});

async function welcome(parts: Furnishing, room: Room, channel: string, snapshot: IncidentSnapshot): Promise<void> {
  const message = parts.drawWelcome(snapshot);
  await postInRoom(parts.writer, { ...room, channel }, message, welcomeKey, room.sinceMs);
}

/**
 * Posts a message in a room, once: an earlier attempt's message is searched first.
 * @param sinceMs since when an earlier attempt may have posted it, in epoch milliseconds
 * @throws RoomClosed, or AppError for a failure that can pass
 */
export async function postInRoom(
  writer: MessageWriter,
  { arn, channel }: { arn: string; channel: string },
  message: CardMessage,
  key: string,
  sinceMs: number,
): Promise<string> {
  const posted = await writer.post(channel, message, entryOf(arn, key), { triedSinceMs: sinceMs });
  if ('refused' in posted) throw new RoomClosed(posted.refused);
  return posted.ts;
}

async function addBookmarks({ slack, log }: Furnishing, channel: string, links: readonly RoomLink[]): Promise<void> {
  if (links.length === 0) return;
  const known = new Set<string | undefined>();
  await unlessRefused(log, 'bookmarks.list', channel, async () => {
    const { bookmarks = [] } = await slack.bookmarks.list({ channel_id: channel });
    for (const { link } of bookmarks) known.add(link);
  });
  for (const { title, url } of links.filter((link) => !known.has(link.url))) {
    const bookmark = {
      channel_id: channel,
      title: brief(title, limits.bookmarkTitle.max),
      type: 'link' as const,
      link: url,
    };
    await unlessRefused(log, 'bookmarks.add', channel, () => slack.bookmarks.add(bookmark));
  }
}
