import type { JsonObject } from './json-value.ts';

/** The things a workspace is made of, in the field names of Slack's own objects where it has them. */
export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface User {
  id: string;
  /** Their own workspace: another than the app's for people of another organisation (`outsiders.ts`). */
  team_id: string;
  name: string;
  real_name: string;
  tz: string;
  tz_label: string;
  tz_offset: number;
  is_bot: boolean;
  /** A guest. */
  is_restricted: boolean;
  /** A guest of a single channel. */
  is_ultra_restricted: boolean;
}

export interface Usergroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

export interface Bookmark {
  id: string;
  channel_id: string;
  title: string;
  link: string;
  emoji: string;
  created_s: number;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  created_s: number;
  is_general: boolean;
  is_private: boolean;
  is_im: boolean;
  is_ext_shared: boolean;
  is_archived: boolean;
  /** Only admins may post. */
  posting_restricted: boolean;
  /** The other side of a direct message. */
  user?: string;
  members: Set<string>;
  /** By ts, oldest first; thread replies and ephemeral messages among them. */
  messages: Map<string, Message>;
  bookmarks: Bookmark[];
  pins: { ts: string; user: string; created_s: number }[];
}

/** What hangs on a message: an unfurl, or a legacy attachment. */
export interface Attachment {
  id: number;
  from_url?: string;
  app_unfurl_url?: string;
  is_app_unfurl?: boolean;
  blocks?: JsonObject[];
  entity?: JsonObject;
  /** Legacy fields: title, text, color … */
  rest: JsonObject;
}

export interface Message {
  ts: string;
  channel: string;
  text: string;
  user?: string;
  team: string;
  bot_id?: string;
  app_id?: string;
  username?: string;
  subtype?: string;
  client_msg_id?: string;
  blocks?: JsonObject[];
  attachments: Attachment[];
  /** The event metadata of `chat.postMessage`. */
  metadata?: JsonObject;
  /** Work Objects posted with the message. */
  entities?: JsonObject[];
  files: string[];
  thread_ts?: string;
  reply_count: number;
  reply_users: string[];
  latest_reply?: string;
  edited?: { user: string; ts: string };
  reactions: { name: string; users: string[] }[];
  /** Seen by this user alone, never part of the history. */
  ephemeral_to?: string;
  /** Links of the text that the app may unfurl, as they were told to it; `unacknowledged`: in vain so far. */
  links: { domain: string; url: string; unacknowledged?: boolean }[];
  unfurl_id?: string;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  user: string;
  created_s: number;
  length: number;
  content?: Buffer;
  complete: boolean;
}

/** A modal or a home tab as Slack keeps it. */
export interface View {
  id: string;
  user: string;
  type: 'modal' | 'home';
  /** title, submit, close, blocks, callback_id … as the app sent them, ids filled in. */
  source: JsonObject;
  blocks: JsonObject[];
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  /** What the person has chosen so far, by block and action. */
  values: Record<string, Record<string, JsonObject>>;
}
