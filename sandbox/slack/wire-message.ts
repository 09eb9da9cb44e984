import type { JsonObject } from './json-value.ts';
import type { Attachment, Message } from './model.ts';
import { outsiderFields } from './outsiders.ts';
import { ids, team } from './seed.ts';
import type { SlackState } from './state.ts';

/** A file in the shape of Slack's file object. */
export function wireFile(state: SlackState, id: string): JsonObject {
  const file = state.files.get(id);
  if (file === undefined) return { id, mode: 'tombstone' };
  const extension = file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.') + 1) : 'text';
  const url = `https://files.slack.com/files-pri/${team.id}-${id}/${encodeURIComponent(file.name)}`;
  return {
    id,
    created: file.created_s,
    timestamp: file.created_s,
    name: file.name,
    title: file.title,
    user: file.user,
    filetype: extension,
    ...(extension === 'png' ? { mimetype: 'image/png' } : {}),
    ...(file.alt === undefined ? {} : { alt_txt: file.alt }),
    size: file.length,
    mode: 'hosted',
    is_external: false,
    url_private: url,
    url_private_download: url,
    permalink: `https://${team.domain}.slack.com/files/${file.user}/${id}/${encodeURIComponent(file.name)}`,
  };
}

/** An attachment in the shape in which Slack returns it. */
export function wireAttachment(attachment: Attachment): JsonObject {
  const { rest, entity: _entity, ...known } = attachment;
  const unfurl = known.is_app_unfurl ? { bot_id: ids.bot, app_id: ids.app, bot_team_id: team.id } : {};
  return { fallback: '[no preview available]', ...rest, ...unfurl, ...known };
}

/**
 * A message in Slack's own shape.
 * @param withMetadata as `include_all_metadata` asks
 */
export function wireMessage(state: SlackState, message: Message, withMetadata = false): JsonObject {
  const { user, bot_id, app_id, username, subtype, client_msg_id, blocks, thread_ts, edited } = message;
  const wire: JsonObject = {
    type: 'message',
    subtype,
    user,
    bot_id,
    app_id,
    username,
    client_msg_id,
    text: message.text,
    ts: message.ts,
    team: message.team,
    ...outsiderFields(state.users.get(user ?? '')),
    blocks,
    edited,
    thread_ts,
  };
  if (bot_id !== undefined && username === undefined)
    wire.bot_profile = { id: bot_id, app_id: ids.app, name: state.app.name, deleted: false, team_id: team.id };
  if (message.attachments.length > 0) wire.attachments = message.attachments.map(wireAttachment);
  if (message.files.length > 0) wire.files = message.files.map((id) => wireFile(state, id));
  if (message.reactions.length > 0)
    wire.reactions = message.reactions.map(({ name, users }) => ({ name, users, count: users.length }));
  if (thread_ts === message.ts) {
    wire.reply_count = message.reply_count;
    wire.reply_users = message.reply_users;
    wire.reply_users_count = message.reply_users.length;
    wire.latest_reply = message.latest_reply;
  } else if (thread_ts !== undefined) {
    wire.parent_user_id = state.channels.get(message.channel)?.messages.get(thread_ts)?.user;
  }
  if (withMetadata) wire.metadata = message.metadata;
  return JSON.parse(JSON.stringify(wire)) as JsonObject;
}
