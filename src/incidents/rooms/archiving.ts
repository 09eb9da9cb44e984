import type { Room } from './room.ts';

const dayMs = 86_400_000;

/** How long before a room is archived people are warned, in milliseconds: a day, or half of a shorter silence. */
export const warningMs = (archiveMs: number): number => Math.min(dayMs, archiveMs / 2);

/** Since when nothing was said in the room of a resolved incident, in epoch milliseconds. */
export const silentSinceMs = ({ resolvedAtMs = 0, talkedAtMs = 0 }: Pick<Room, 'resolvedAtMs' | 'talkedAtMs'>) =>
  Math.max(resolvedAtMs, talkedAtMs);

/**
 * When the clock looks next whether a room can be archived, or people must be warned; in epoch milliseconds.
 * @param archiveMs `ROOM_ARCHIVE_DAYS` in milliseconds; absent: never
 * @returns `undefined` for a room that is not to be archived: its incident is open, or someone keeps it
 */
export function nextCheckMs(room: Room, archiveMs: number | undefined): number | undefined {
  const { channel, ended, keptBy, resolvedAtMs, warning } = room;
  const isKept = channel === undefined || ended !== undefined || keptBy !== undefined;
  if (archiveMs === undefined || isKept || resolvedAtMs === undefined) return undefined;
  if (warning !== undefined) return warning.atMs + warningMs(archiveMs);
  return silentSinceMs(room) + archiveMs - warningMs(archiveMs);
}
