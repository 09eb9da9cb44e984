import type { JsonObject } from './json-value.ts';

/** The entities of a workspace, with the field names of Slack's own objects where those exist. */
export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface User {
  id: string;
  /** The person's own workspace: not the app's for people of another organisation (`outsiders.ts`). */
  team_id: string;
  name: string;
  real_name: string;
  email?: string;
  tz: string;
  tz_label: string;
  tz_offset: number;
  is_bot: boolean;
  /** A guest. */
  is_restricted: boolean;
  /** A guest of a single channel. */
  is_ultra_restricted: boolean;
  /** Deactivated. */
  deleted?: boolean;
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
  purpose?: string;
  created_s: number;
  /** User id; default: Ada's. */
  creator?: string;
  previous_names?: string[];
  is_general: boolean;
  is_private: boolean;
  is_im: boolean;
  is_ext_shared: boolean;
  /** Another organisation has been invited, and has not accepted yet. */
  is_pending_ext_shared?: boolean;
  is_archived: boolean;
  /** Only admins may post. */
  posting_restricted: boolean;
  /** The other person in a direct message. */
  user?: string;
  members: Set<string>;
  /** Ordered by ts, oldest first; includes thread replies and ephemeral messages. */
  messages: Map<string, Message>;
  bookmarks: Bookmark[];
  pins: { ts: string; user: string; created_s: number }[];
}

/** An attachment of a message: an unfurl, or a legacy attachment. */
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
  /** The only user who sees the message; it is never part of the history. */
  ephemeral_to?: string;
  /**
   * Links that the app may unfurl, as sent to the app; `unacknowledged`: the app has not yet acknowledged the event.
   */
  links: { domain: string; url: string; unacknowledged?: boolean }[];
  unfurl_id?: string;
}

/** The comments of a Work Object, as the app presented them to one person. Slack stores none. */
export interface CommentsShown {
  /** Of the Work Object. */
  url: string;
  comments: JsonObject[];
  can_post_comment: boolean;
  delete_action_id?: string;
  /** The app's position of the next page; `''`: there is none. */
  cursor: string;
  /** The app's words about the last request or action that failed. */
  error?: string;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  user: string;
  created_s: number;
  length: number;
  /** What a picture shows, for screen readers. */
  alt?: string;
  content?: Buffer;
  complete: boolean;
}

/** A modal or a Home tab as Slack stores it. */
export interface View {
  id: string;
  user: string;
  type: 'modal' | 'home';
  /** title, submit, close, blocks, callback_id … as sent by the app, with missing ids filled in. */
  source: JsonObject;
  blocks: JsonObject[];
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  /** The person's choices so far, by block and action. */
  values: Record<string, Record<string, JsonObject>>;
}
