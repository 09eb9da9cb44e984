import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import type { FindInstallation } from '../gate/installation.ts';
import type { Room } from '../incidents/rooms/room.ts';
import { numbered } from '../incidents/rooms/room-name.ts';
import { slackCode } from '../web-api/fault.ts';
import { ownChannels } from './own-channels.ts';
import { createRefusal, isReserved } from './refusals.ts';
import type { RoomStore, StoredRoom } from './room-store.ts';

export interface ChannelMaking {
  slack: WebClient;
  findInstallation: FindInstallation;
  rooms: Pick<RoomStore, 'claimName' | 'inChannel' | 'noteRefusal'>;
  save: (room: Room, expect: number | 'absent') => Promise<StoredRoom>;
}

/** The most channels of one name that are tried. */
const mostNumbers = 50;

interface Made {
  id: string;
  /** As Slack stored it. */
  name: string;
}

/**
 * Makes the channel of a room, once: what is tried is stored first. If the answer to an earlier attempt was lost, Slack says
 * that the name is taken, and the channel is found among those that the app made.
 * @param safeName the name if Slack refuses the room's
 * @throws AppError `slack_refused` or `slack_scope_missing` with the reason, or for a failure that can pass
 */
export async function makeChannel(making: ChannelMaking, stored: StoredRoom, safeName: string): Promise<StoredRoom> {
  const { rooms, save } = making;
  let { room, version } = stored;
  while (room.number <= mostNumbers) {
    const name = numbered(room.base, room.number);
    const made = (await rooms.claimName(name, room.arn)) ? await create(making, room, name) : 'taken';
    if (typeof made === 'object') {
      const { refused: _refused, ...rest } = room;
      await rooms.noteRefusal(undefined);
      return save({ ...rest, channel: made.id, name: made.name }, version);
    }
    if (made === 'refused name' && room.base === safeName) break;
    const next = made === 'taken' ? { number: room.number + 1 } : { base: safeName, number: 1 };
    ({ room, version } = await save({ ...room, ...next }, version));
  }
  throw new AppError('slack_refused', `Slack accepts no name like #${room.base}: choose another ROOM_NAME.`);
}

async function create(making: ChannelMaking, room: Room, name: string): Promise<Made | 'taken' | 'refused name'> {
  try {
    const { channel } = await making.slack.conversations.create({ name, is_private: room.isPrivate });
    if (channel?.id !== undefined) return { id: channel.id, name: channel.name ?? name };
  } catch (error) {
    const code = slackCode(error) ?? '';
    if (code === 'name_taken') return (await findOwn(making, room, name)) ?? 'taken';
    if (code.startsWith('invalid_name') || code === 'no_channel') return 'refused name';
    if (isReserved(error)) await making.rooms.noteRefusal(code);
    throw createRefusal(error);
  }
  throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.');
}

/** The channel of this name that the app made for this room: names are reserved, and a known room is its incident's. */
async function findOwn(making: ChannelMaking, room: Room, name: string): Promise<Made | undefined> {
  for await (const { id, name: current, previousNames } of ownChannels(making, room.isPrivate, room.sinceMs)) {
    if (current !== name && !previousNames.includes(name)) continue;
    if ((await making.rooms.inChannel(id)) === undefined) return { id, name: current };
  }
  return undefined;
}
