import type {
  PageChannel,
  PageCommand,
  PageComments,
  PageMessage,
  PageUser,
  PageView,
  SandboxState,
} from '../page-api.ts';
import { type Canvas, markdownOf } from './canvases.ts';
import { objectOf, textOf } from './json-value.ts';
import type { Channel, CommentsShown, Message, User, View } from './model.ts';
import type { SlashCommand } from './options.ts';
import { isOutsider } from './outsiders.ts';
import { ids } from './seed.ts';
import { isBotMember, type SlackState } from './state.ts';
import { wireAttachment } from './wire-message.ts';

/** A message as the page renders it. */
export function pageMessage(state: SlackState, message: Message): PageMessage {
  const { attachments, files, reactions, entities, thread_ts, subtype } = message;
  const page: PageMessage = {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    bot_id: message.bot_id,
    subtype,
    text: message.text,
    blocks: message.blocks?.length ? message.blocks : undefined,
    thread_ts,
    edited: message.edited,
    ephemeral_to: message.ephemeral_to,
    entities: entities?.length ? entities : undefined,
    metadata: message.metadata,
    ...(thread_ts === message.ts ? { reply_count: message.reply_count } : {}),
    ...(subtype === 'thread_broadcast' ? { broadcast: true } : {}),
    ...(attachments.length > 0
      ? { attachments: attachments.map((one) => ({ ...wireAttachment(one), id: one.id, entity: one.entity })) }
      : {}),
    ...(files.length > 0 ? { files: files.map((id) => pageFile(state, id)) } : {}),
    ...(reactions.length > 0 ? { reactions: reactions.map(({ name, users }) => ({ name, count: users.length })) } : {}),
  };
  return structuredClone(page);
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Whether a file is a picture that the page may show, whatever its name says. */
export const isPng = (content: Buffer | undefined): boolean => content?.subarray(0, 8).equals(pngSignature) === true;

function pageFile(state: SlackState, id: string) {
  const file = state.files.get(id);
  return {
    id,
    name: file?.name ?? '',
    title: file?.title ?? '',
    size: file?.length ?? 0,
    url: `/sandbox/files/${id}`,
    ...(isPng(file?.content) && { picture: true as const }),
    ...(file?.alt !== undefined && { alt: file.alt }),
  };
}

export function pageChannel(state: SlackState, channel: Channel): PageChannel {
  return {
    id: channel.id,
    name: channel.is_im ? state.app.name : channel.name,
    is_private: channel.is_private,
    is_ext_shared: channel.is_ext_shared,
    is_im: channel.is_im,
    is_archived: channel.is_archived,
    is_member: isBotMember(channel),
    topic: channel.topic,
    bookmarks: channel.bookmarks.map(({ id, title, link }) => ({ id, title, link })),
    pins: channel.pins.map((pin) => pin.ts),
    canvases: canvasesOf(state, channel).map((one) => ({ id: one.id, title: one.title, markdown: markdownOf(one) })),
    ...(channel.user === undefined ? {} : { user: channel.user }),
  };
}

const canvasesOf = (state: SlackState, { id }: Channel): Canvas[] =>
  [...state.canvases.values()].filter(({ channel }) => channel === id);

function pageUser(user: User): PageUser {
  const { id, name, real_name, is_bot, is_restricted } = user;
  return { id, name, real_name, is_bot, is_restricted, is_outsider: isOutsider(user) };
}

export function pageView(view: View): PageView {
  const { source } = view;
  const titled = (part: unknown) => (part === undefined ? undefined : { text: String(objectOf(part).text) });
  return structuredClone({
    id: view.id,
    type: view.type,
    callback_id: textOf(source.callback_id),
    title: titled(source.title),
    submit: titled(source.submit),
    close: titled(source.close),
    blocks: view.blocks,
    private_metadata: textOf(source.private_metadata),
    hash: view.hash,
  });
}

/** A Work Object's comments as the page renders them: each was validated when the app presented it. */
export const pageComments = ({ delete_action_id: _id, ...shown }: CommentsShown): PageComments =>
  structuredClone(shown) as object as PageComments;

/** Slack's built-in command. */
const invite: PageCommand = { usage: '/invite @name', description: 'Add someone, or the app, to this channel' };

/** The commands of the app's help; for an app that gave none, the hints of the manifest. */
function waysToWrite({ command, description = '', usage_hint = '', help }: SlashCommand): PageCommand[] {
  const lines = help ?? [{ usage: usage_hint, does: description }];
  return lines.map(({ usage, does }) => ({ usage: `${command} ${usage}`.trim(), description: does }));
}

/** Everything that the page needs to start. */
export function sandboxState(state: SlackState): SandboxState {
  const { app } = state;
  return {
    team: { id: state.team.id, name: state.team.name },
    users: [...state.users.values()].map(pageUser),
    channels: [...state.channels.values()].map((channel) => pageChannel(state, channel)),
    usergroups: [...state.usergroups.values()].map(({ id, handle, name }) => ({ id, handle, name })),
    app: {
      id: ids.app,
      name: app.name,
      bot_user_id: ids.botUser,
      commands: [...app.slashCommands.flatMap(waysToWrite), invite],
      shortcuts: app.shortcuts,
    },
  };
}
