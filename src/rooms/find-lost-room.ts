import { AppError } from '../errors.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Room } from '../incidents/rooms/room.ts';
import { findMessage, isOwn } from '../posting/find-message.ts';
import { isSlackRefusal } from '../web-api/fault.ts';
import { welcomeOf } from './furnish.ts';
import { type ChannelListing, ownChannels } from './own-channels.ts';
import type { RoomStore } from './room-store.ts';

export interface LostRooms extends ChannelListing {
  rooms: Pick<RoomStore, 'inChannel' | 'claimName'>;
  /** Stores a message as the channel's card of an incident. */
  adoptCard: (channel: string, arn: string, ts: string) => Promise<void>;
}

/**
 * Finds the room that an earlier store knew: a channel that the app created since the incident began, with its first message
 * about this incident. Its card is adopted with it.
 * @returns the parts of the room that are known; `undefined` if there is none, or Slack does not let the app search
 * @throws AppError for a failure that can pass
 */
export async function findLostRoom(parts: LostRooms, room: Room, record: IncidentRecord): Promise<Room | undefined> {
  const { slack, rooms, adoptCard } = parts;
  const { arn } = room;
  const isWelcome = isOwn(welcomeOf(arn));
  try {
    for await (const { id, name, createdMs } of ownChannels(parts, room.isPrivate, record.createdAtMs)) {
      if ((await rooms.inChannel(id)) !== undefined) continue;
      const place = { channel: id, sinceMs: createdMs };
      if ((await findMessage(slack, place, isWelcome)) === undefined) continue;
      const card = await findMessage(slack, place, ({ metadata }) => isCardOf(metadata, arn));
      if (card !== undefined) await adoptCard(id, arn, card);
      await rooms.claimName(name, arn);
      return { ...room, channel: id, name, sinceMs: createdMs, done: [...room.done, 'welcome'] };
    }
  } catch (error) {
    if (!(error instanceof AppError && isSlackRefusal(error))) throw error;
  }
  return undefined;
}

function isCardOf(metadata: unknown, arn: string): boolean {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as {
    event_type?: string;
    event_payload?: { arn?: string };
  };
  return type === 'incident_card' && payload?.arn === arn;
}
