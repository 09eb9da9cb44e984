import { z } from 'zod';
import { nextCheckMs } from '../incidents/rooms/archiving.ts';
import type { Room } from '../incidents/rooms/room.ts';
import type { Log } from '../log.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Expect, Json, Store } from '../store/store.ts';
import { clearRoomRefusal, putRoomRefusal } from './room-refusals.ts';

export interface StoredRoom {
  room: Room;
  version: number;
}

const at = { atMs: z.number() };
const stored = z.object({
  arn: z.string(),
  name: z.string(),
  base: z.string(),
  number: z.number(),
  isPrivate: z.boolean(),
  sinceMs: z.number(),
  channel: z.string().optional(),
  by: z.string().optional(),
  people: z.record(z.string(), z.string()),
  contacts: z.array(z.string()),
  done: z.array(z.enum(['watch', 'welcome', 'bookmarks', 'announced'])),
  topic: z.string().optional(),
  resolvedAtMs: z.number().optional(),
  talkedAtMs: z.number().optional(),
  warning: z.object({ ...at, ts: z.string().optional() }).optional(),
  keptBy: z.string().optional(),
  ended: z.object({ ...at, code: z.string() }).optional(),
  refused: z.object({ ...at, code: z.string() }).optional(),
});

/** How long a room is stored after its last write, in milliseconds: longer than ROOM_ARCHIVE_DAYS may be. */
const keepMs = 400 * 86_400_000;
export const roomLane = 'room';
export const roomKey = (arn: string) => ({ partition: `room ${arn}`, sort: 'room' });
const holder = z.object({ arn: z.string() });

/** The stored rooms: at most one of an incident. */
export interface RoomStore {
  get(arn: string): Promise<StoredRoom | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(room: Room, expect: Expect): Promise<number | undefined>;
  /** The room that a channel is; `undefined` for any other channel. */
  inChannel(channel: string): Promise<Room | undefined>;
  /** Stores that Slack did not let the app make a channel, or that it did (`undefined`). */
  noteRefusal(code: string | undefined): Promise<void>;
  /** Reserves a name, so that two incidents never wait for a channel of the same name. @returns whether it is this one's */
  claimName(name: string, arn: string): Promise<boolean>;
}

/**
 * @param now milliseconds
 * @param archiveMs `ROOM_ARCHIVE_DAYS` in milliseconds; absent: never
 */
export function createRoomStore(store: Store, now: () => number, archiveMs?: number, log?: Log): RoomStore {
  const rows = createRows<Room>(store, stored as unknown as z.ZodType<Room>, log);
  const roomOf = ({ value, version }: Row<Room>): StoredRoom => ({ room: value, version });
  return {
    async get(arn) {
      const row = await rows.get(roomKey(arn));
      return row && roomOf(row);
    },
    put(room, expect) {
      const dueAtMs = nextCheckMs(room, archiveMs);
      const item = { ...roomKey(room.arn), value: room as unknown as Json, expiresAtMs: now() + keepMs };
      const listed = room.channel !== undefined && { listedUnder: `room ${room.channel}` };
      return rows.write({ ...item, ...listed, ...(dueAtMs !== undefined && { dueAtMs, dueLane: roomLane }) }, expect);
    },
    inChannel: async (channel) => (await rows.listed(`room ${channel}`))[0]?.value,
    noteRefusal: (code) =>
      code === undefined ? clearRoomRefusal(store) : putRoomRefusal(store, { code, atMs: now() }),
    async claimName(name, arn) {
      const key = { partition: `room name ${name}`, sort: 'holder' };
      const isFirst = await store.write({ ...key, value: { arn }, expiresAtMs: now() + keepMs }, 'absent');
      return isFirst !== undefined || holder.safeParse((await store.get(key))?.value).data?.arn === arn;
    },
  };
}
