import { z } from 'zod';
import { roomPlaceholders } from './room-name.ts';

/** The configuration of rooms. */
export interface RoomSettings {
  /** Impacts whose new incidents get a room. */
  impacts: ReadonlySet<number>;
  /** The template of a room's name: `inc-{date}-{title}`. */
  name: string;
  isPrivate: boolean;
  /** How long the room of a resolved incident is silent before it is archived, in milliseconds; absent: never archived. */
  archiveMs?: number;
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim());
const placeholders = roomPlaceholders.map((name) => `{${name}}`).join(' ');

/** A name that Slack accepts once the placeholders are filled. */
function isRoomName(text: string): boolean {
  const plain = text.replaceAll(new RegExp(`\\{(${roomPlaceholders.join('|')})\\}`, 'g'), '');
  return text.length <= 60 && /^[a-z0-9_-]*$/.test(plain) && /[a-z0-9}]/.test(text);
}

/** The environment variables of rooms. */
export const roomVariables = {
  INCIDENT_ROOMS: z
    .string()
    .refine((text) => text === 'off' || words(text).every((word) => /^[1-5]$/.test(word)), 'impacts like 1,2, or off')
    .transform((text) => (text === 'off' ? [] : words(text).map(Number)))
    .optional(),
  ROOM_NAME: z
    .string()
    .refine(isRoomName, `at most 60 lower case letters, digits, - and _, with ${placeholders}`)
    .optional(),
  ROOM_PRIVATE: z.enum(['on', 'off'], 'on or off').optional(),
  ROOM_ARCHIVE_DAYS: z
    .string()
    .refine(
      (text) => text === 'off' || (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 365),
      'days from 1 to 365, or off',
    )
    .optional(),
};

const variables = z.object(roomVariables);
const dayMs = 86_400_000;

export function roomSettings(v: z.infer<typeof variables>): RoomSettings {
  const days = v.ROOM_ARCHIVE_DAYS ?? '14';
  return {
    impacts: new Set(v.INCIDENT_ROOMS),
    name: v.ROOM_NAME ?? 'inc-{date}-{title}',
    isPrivate: v.ROOM_PRIVATE === 'on',
    ...(days !== 'off' && { archiveMs: Number(days) * dayMs }),
  };
}
