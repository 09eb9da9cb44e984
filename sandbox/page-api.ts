/**
 * The API between the sandbox's page and the embedded services: JSON under `/sandbox/`, and server-sent events.
 * Types only, shared by the page and the servers.
 *
 *   GET  /sandbox/state                      -> SandboxState
 *   GET  /sandbox/messages?channel=C…&user=U… -> PageMessage[]  (channel and thread messages, oldest first; that user's ephemeral ones too)
 *   GET  /sandbox/events?user=U…             -> text/event-stream of PageEvent (one JSON a `data:` line)
 *   POST /sandbox/send                       SendRequest     -> {ok, error?}   a text starting with `/` is a slash command
 *   POST /sandbox/edit                       {user, channel, ts, text} -> {ok, error?}
 *   POST /sandbox/delete                     {user, channel, ts} -> {ok, error?}
 *   POST /sandbox/react                      {user, channel, ts, name} -> {ok, error?}   adds an emoji, or takes it back
 *   POST /sandbox/action                     ActionRequest   -> {ok, error?}
 *   GET  /sandbox/files/F…                   -> the file, to be saved
 *   POST /sandbox/view/submit                {user, view_id, values} -> {ok, error?, errors?: {block_id: text}}
 *   POST /sandbox/view/close                 {user, view_id} -> {ok}
 *   POST /sandbox/home                       {user} -> {ok}   (the person opens the App Home tab: app_home_opened)
 *   POST /sandbox/shortcut                   {user, callback_id, channel?, message_ts?} -> {ok, error?}
 *   POST /sandbox/compose                    {user, channel, text} -> {ok}  (link_shared with source=composer; answers arrive as `preview` events)
 *   POST /sandbox/entity                     {user, channel, message_ts, url} -> {ok} (the person opens a Work Object's flexpane)
 *   POST /sandbox/entity/edit                {user, channel, message_ts, url, values} -> {ok, error?, errors?} (the person saves
 *                                            the flexpane's edits: values by field key, `title` among them)
 *   POST /sandbox/comments                   {user, channel, message_ts, url, next?} -> {ok, error?} (the person opens a Work
 *                                            Object's comments, or their next page; the app's answer is a `comments` event)
 *   POST /sandbox/comments/post              {user, channel, message_ts, url, text, id?} -> {ok, error?} (a new comment, or an edit)
 *   POST /sandbox/comments/delete            {user, channel, message_ts, url, id} -> {ok, error?}
 *   GET  /sandbox/related?user=U…&id=…&type=… -> PageMessage[]  (messages about the Work Object of this external_ref that the
 *                                            user may see, newest first)
 *   POST /sandbox/suggest                    {user, container, block_id, action_id, value} -> {ok, error?, options? | option_groups?}
 *                                            (the person types into an external select: block_suggestion)
 *   GET  /sandbox/incidents                  -> PanelIncident[]
 *   GET  /sandbox/plans                      -> {arn, name}[]
 *   POST /sandbox/incidents/start            {plan, title, impact} -> {ok, arn?, error?}
 *   POST /sandbox/pages/acknowledge          {arn} -> {ok, error?}   (the paged person answers)
 *   POST /sandbox/incidents/update           {arn, title?, summary?, impact?, status?} -> {ok, error?}
 */

export interface SandboxState {
  team: { id: string; name: string };
  users: PageUser[];
  channels: PageChannel[];
  usergroups: { id: string; handle: string; name: string }[];
  app: { id: string; name: string; bot_user_id: string; commands: PageCommand[]; shortcuts: PageShortcut[] };
}

export interface PageUser {
  id: string;
  name: string;
  real_name: string;
  is_bot?: boolean;
  is_restricted?: boolean;
  /** A person of another organisation, as seen in shared channels. */
  is_outsider?: boolean;
}

export interface PageChannel {
  id: string;
  name: string;
  is_private?: boolean;
  is_ext_shared?: boolean;
  is_im?: boolean;
  /** The person on the other side of a direct message with the app. */
  user?: string;
  is_archived?: boolean;
  /** Whether the app is a member of the channel. */
  is_member: boolean;
  topic?: string;
  bookmarks: { id: string; title: string; link: string }[];
  /** Its canvases, as Markdown. */
  canvases?: { id: string; title: string; markdown: string }[];
  pins: string[];
}

/** One form of a command, for the composer. */
export interface PageCommand {
  /** The complete form: `/incident watch <arn> [every 30m]`. */
  usage: string;
  description: string;
}

interface PageShortcut {
  name: string;
  type: 'message' | 'global';
  callback_id: string;
}

/** A message in Slack's own shape, with what the page needs to render it. */
export interface PageMessage {
  ts: string;
  channel: string;
  user?: string;
  bot_id?: string;
  subtype?: string;
  text: string;
  blocks?: unknown[];
  /** Unfurls are attachments, as in Slack. */
  attachments?: PageAttachment[];
  thread_ts?: string;
  reply_count?: number;
  edited?: { user: string; ts: string };
  /** The only user who sees the message. */
  ephemeral_to?: string;
  /** A Work Object posted with the message. */
  entities?: unknown[];
  /** Set on a thread reply that is also shown in the channel. */
  broadcast?: boolean;
  metadata?: unknown;
  files?: PageFile[];
  reactions?: { name: string; count: number }[];
}

export interface PageFile {
  id: string;
  name: string;
  title: string;
  /** In bytes. */
  size: number;
  /** Whether it is a picture that can be shown. */
  picture?: true;
  /** What the picture shows, for screen readers. */
  alt?: string;
  /** URL from which the page downloads the file. */
  url: string;
}

export interface PageAttachment {
  id: number;
  from_url?: string;
  blocks?: unknown[];
  /** Work Object metadata of an unfurl. */
  entity?: unknown;
}

/** The comments of a Work Object, as the app presented them to one person. */
export interface PageComments {
  /** Of the Work Object. */
  url: string;
  comments: PageComment[];
  can_post_comment: boolean;
  /** The app's position of the next page; `''`: there is none. */
  cursor: string;
  /** The app's words about the last request or action that failed. */
  error?: string;
}

export interface PageComment {
  id: string;
  sender: { user_id: string } | { text: string };
  /** Unix seconds. */
  timestamp: number;
  comment?: { value: string; format?: string };
  /** In place of `comment`: one rich text block. */
  blocks?: unknown[];
  last_edit_ts?: number;
  can_edit?: boolean;
  can_delete?: boolean;
}

export interface PageView {
  id: string;
  type: 'modal' | 'home';
  callback_id?: string;
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  blocks: unknown[];
  private_metadata?: string;
  hash: string;
}

export type PageEvent =
  | { type: 'message'; message: PageMessage }
  | { type: 'message_changed'; message: PageMessage }
  | { type: 'message_deleted'; channel: string; ts: string }
  /** The user's stack of modals, bottom first; empty when all are closed. */
  | { type: 'views'; views: PageView[] }
  | { type: 'home'; view: PageView }
  | { type: 'channel'; channel: PageChannel }
  | { type: 'preview'; url: string; blocks?: unknown[]; entity?: unknown }
  | { type: 'flexpane'; entity?: unknown; error?: unknown }
  | { type: 'comments'; comments: PageComments }
  | { type: 'incidents'; incidents: PanelIncident[] }
  /** A line that the page shows for a few seconds, for example that the app did not answer a command within 3 s. */
  | { type: 'notice'; text: string };

export interface SendRequest {
  user: string;
  channel: string;
  text: string;
  thread_ts?: string;
}

export interface ActionRequest {
  user: string;
  /** Where the element is. */
  container:
    | { type: 'message'; channel: string; message_ts: string }
    | { type: 'message_attachment'; channel: string; message_ts: string; attachment_id: number; app_unfurl_url: string }
    | { type: 'view'; view_id: string }
    | { type: 'entity_detail'; entity_url: string; external_ref: { id: string; type?: string } };
  block_id: string;
  action_id: string;
  /** The element's new value (a button's value, a select's option …) in the shape of Slack's payload. */
  action: Record<string, unknown>;
  /** The values of the surface's other elements, as in Slack's payload. */
  state?: { values: Record<string, Record<string, Record<string, unknown>>> };
}

export interface PanelIncident {
  arn: string;
  title: string;
  status: string;
  impact: number;
  created_at_ms: number;
  /** Markdown; the initial value of the panel's edit form. */
  summary?: string;
  /** Pages without an acknowledgement, and the contacts they went to. */
  pages: { arn: string; name: string }[];
}
