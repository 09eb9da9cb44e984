import type { Canvas } from './canvases.ts';
import { type Changes, createChanges } from './changes.ts';
import type { JsonObject } from './json-value.ts';
import type { Channel, CommentsShown, StoredFile, Team, User, Usergroup, View } from './model.ts';
import type { AppManifest } from './options.ts';
import { directMessage, ids, seedChannels, seedUsergroups, seedUsers, team } from './seed.ts';

/** What a workspace may reserve for its admins. */
export type AdminRule = 'create channels' | 'archive channels' | 'change user groups';

/** The state of the workspace. In memory, bounded. */
export interface SlackState {
  team: Team;
  app: AppManifest;
  users: Map<string, User>;
  usergroups: Map<string, Usergroup>;
  channels: Map<string, Channel>;
  files: Map<string, StoredFile>;
  /** By id. */
  canvases: Map<string, Canvas>;
  /** Each user's stack of modals, bottom first. */
  modals: Map<string, View[]>;
  homes: Map<string, View>;
  /** Composer previews that wait for a response, by unfurl id. */
  previews: Map<string, { user: string; links: { domain: string; url: string; unacknowledged?: boolean }[] }>;
  /** The content of a user's flexpane, if it is open. */
  flexpanes: Map<string, JsonObject>;
  /** The comments that each user sees, if they are open. */
  comments: Map<string, CommentsShown>;
  /** The message from which a user's flexpane was opened. */
  flexpanePlaces: Map<string, { channel?: string; ts?: string }>;
  /** A user's choices in a message's elements, by user, channel and ts. */
  messageValues: Map<string, View['values']>;
  installed: boolean;
  /** What only admins may do. */
  adminsOnly: Set<AdminRule>;
  /** Number of messages to retain per channel. */
  messagesKept: number;
  changes: Changes;
  /** Epoch milliseconds. */
  now(): number;
  /** An id in Slack's format: the prefix and ten capital letters or digits. */
  newId(prefix: string): string;
  /** A short id, for blocks and their elements. */
  newShortId(): string;
  /** Lower-case hexadecimal digits. */
  newSecret(length: number): string;
  /** A message's timestamp: seconds and six digits, unique and increasing. */
  nextTs(): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function createState(
  app: AppManifest,
  now: () => number,
  random: () => number,
  messagesKept: number,
): SlackState {
  let lastMicros = 0;
  let count = 0;
  // The counter keeps ids unique whatever the random source returns.
  const counted = (length: number) => {
    count += 1;
    return count.toString(36).toUpperCase().padStart(length, '0');
  };
  const pick = (from: string, length: number) =>
    Array.from({ length }, () => from[Math.floor(random() * from.length)] ?? from[0]).join('');
  return {
    team,
    app,
    users: new Map(seedUsers(app.botName).map((user) => [user.id, user])),
    usergroups: new Map(seedUsergroups.map((group) => [group.id, { ...group, users: [...group.users] }])),
    channels: new Map(seedChannels().map((channel) => [channel.id, channel])),
    files: new Map(),
    canvases: new Map(),
    modals: new Map(),
    homes: new Map(),
    previews: new Map(),
    flexpanes: new Map(),
    comments: new Map(),
    flexpanePlaces: new Map(),
    messageValues: new Map(),
    installed: true,
    adminsOnly: new Set(),
    messagesKept,
    changes: createChanges(),
    now,
    newId: (prefix) => prefix + pick(alphabet, 6) + counted(4),
    newShortId: () => pick(alphabet, 1) + counted(4),
    newSecret: (length) => pick('0123456789abcdef', length),
    nextTs() {
      lastMicros = Math.max(Math.floor(now()) * 1000, lastMicros + 100);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
  };
}

/** The direct message between the bot and a person, created on first use. */
export function openDirectMessage(state: SlackState, user: string): Channel {
  for (const channel of state.channels.values()) if (channel.user === user) return channel;
  const channel = directMessage(state.newId('D'), user);
  state.channels.set(channel.id, channel);
  state.changes.emit({ kind: 'channel', channel: channel.id });
  return channel;
}

/** Puts a value into a map that retains only the newest `limit` entries. */
export function keep<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}

export const isBotMember = (channel: Channel): boolean => channel.members.has(ids.botUser);

/** Renames a channel, keeping its earlier names. */
export function renameChannel(state: SlackState, channel: Channel, name: string, user: string): void {
  channel.previous_names = [channel.name, ...(channel.previous_names ?? [])];
  channel.name = name;
  state.changes.emit({ kind: 'renamed', channel: channel.id, user });
  state.changes.emit({ kind: 'channel', channel: channel.id });
}
