import type { ActionRequest, PageChannel, PageEvent, PageMessage, PageView } from '../page-api.ts';
import { type Administration, createAdministration } from './administration.ts';
import type { JsonObject } from './json-value.ts';
import { channelHistory, threadOf } from './messages.ts';
import type { Channel, CommentsShown, Message } from './model.ts';
import { pageEvent } from './page-events.ts';
import { pageChannel, pageMessage, pageView } from './page-shapes.ts';
import { act } from './people/act.ts';
import { type Click, clickRequest } from './people/click.ts';
import { sendCommand, type TypedCommand } from './people/command.ts';
import { deleteComment, openComments, postComment } from './people/comments.ts';
import type { PeopleContext } from './people/context.ts';
import { close, type Submission, type SubmitResult, submit } from './people/modal.ts';
import { openHome } from './people/open-home.ts';
import { type ExternalRef, relatedMessages } from './people/related.ts';
import { type UsedShortcut, useShortcut } from './people/shortcut.ts';
import { compose, edit, type Reacted, react, type Said, say, unsay } from './people/talk.ts';
import type { UnfurlRefresh } from './people/unfurl-refresh.ts';
import { type EntityPlace, editEntity, openEntity } from './people/work-object.ts';
import { ids } from './seed.ts';
import type { Acknowledgement } from './to-app/transport.ts';
import { until } from './until.ts';
import { stackOf } from './view-stack.ts';

/**
 * The workspace as tests drive it: what people do, and what they see. An action that Slack's client does not allow
 * throws a `PersonError`.
 */
export interface Workspace extends Administration {
  /** The seeded ids. */
  ids: typeof ids;
  command(typed: TypedCommand): Promise<Acknowledgement>;
  say(said: Said): PageMessage;
  edit(edited: { user: string; channel: string; ts: string; text: string }): PageMessage;
  remove(removed: { user: string; channel: string; ts: string }): void;
  /** Reacts to a message, or takes the reaction back. */
  react(reacted: Reacted): PageMessage;
  /** Acts on an element, in the complete form. */
  act(request: ActionRequest): Promise<Acknowledgement>;
  /** Acts on an element, in the short form. */
  click(click: Click): Promise<Acknowledgement>;
  submit(submission: Submission): Promise<SubmitResult>;
  close(closed: { user: string; view_id?: string }): Promise<void>;
  shortcut(used: UsedShortcut): Promise<Acknowledgement>;
  openHome(user: string): void;
  openEntity(place: EntityPlace): void;
  editEntity(place: EntityPlace, values: JsonObject): Promise<SubmitResult>;
  /** Opens a Work Object's comments; with `more`, the next page of those that are open. */
  openComments(place: EntityPlace, more?: { limit?: number; next?: boolean }): void;
  /** Writes a comment, or edits the one with this id. */
  postComment(place: EntityPlace, text: string, id?: string): Promise<Acknowledgement>;
  deleteComment(place: EntityPlace, id: string): Promise<Acknowledgement>;
  /** The comments that a person sees. */
  comments(user: string): CommentsShown | undefined;
  /** The messages about a Work Object that a person may see, the newest first. */
  related(user: string, ref: ExternalRef): PageMessage[];
  compose(composed: { user: string; channel: string; text: string }): void;
  /** The channel's messages, without thread replies, oldest first. */
  messages(channel: string): PageMessage[];
  /** A thread, its parent first. */
  thread(channel: string, ts: string): PageMessage[];
  /** A person's ephemeral messages, oldest first. */
  ephemerals(user: string, channel?: string): PageMessage[];
  /** A person's modals, bottom first. */
  views(user: string): PageView[];
  home(user: string): PageView | undefined;
  /** The Work Object in a person's flexpane. */
  flexpane(user: string): JsonObject | undefined;
  channel(id: string): PageChannel;
  /** The channel that has, or had, a name. */
  channelNamed(name: string): PageChannel | undefined;
  /** The channels that the app created, in the order of their creation. */
  ownChannels(): PageChannel[];
  file(id: string): { name: string; title: string; content: Buffer } | undefined;
  /** @returns a function that removes the listener */
  onEvent(listener: (event: PageEvent, to: ReadonlySet<string> | undefined) => void): () => void;
  until: typeof until;
  /** Resolves when no delivery to the app is in progress. */
  idle(): Promise<void>;
}

export function createWorkspace(context: PeopleContext & { refresh: UnfurlRefresh }): Workspace {
  const { state, delivery } = context;
  const room = (id: string): Channel => {
    const channel = state.channels.get(id);
    if (channel === undefined) throw new Error(`No channel ${id} in the workspace`);
    return channel;
  };
  const all = (id: string | undefined) => (id === undefined ? [...state.channels.values()] : [room(id)]);
  const drawn = (message: Message) => pageMessage(state, message);
  return {
    ids,
    ...createAdministration(state, delivery),
    command: (typed) => sendCommand(context, typed),
    say: (said) => pageMessage(state, say(context, said)),
    edit: (edited) => pageMessage(state, edit(context, edited)),
    remove: (removed) => unsay(context, removed),
    react: (reacted) => pageMessage(state, react(context, reacted)),
    act: (request) => act(context, request),
    click: async (click) => act(context, clickRequest(state, click)),
    submit: (submission) => submit(context, submission),
    close: (closed) => close(context, closed),
    shortcut: (used) => useShortcut(context, used),
    openHome: (user) => openHome(context, user),
    openEntity: (place) => openEntity(context, place),
    editEntity: (place, values) => editEntity(context, place, values),
    openComments: (place, more) => openComments(context, place, more),
    postComment: (place, text, id) => postComment(context, place, text, id),
    deleteComment: (place, id) => deleteComment(context, place, id),
    comments: (user) => state.comments.get(user),
    related: (user, ref) => relatedMessages(state, user, ref).map(drawn),
    compose: (composed) => compose(context, composed),
    messages: (id) => channelHistory(room(id)).map(drawn),
    thread: (id, ts) => threadOf(room(id), ts).map(drawn),
    ephemerals: (user, id) =>
      all(id)
        .flatMap((channel) => [...channel.messages.values()])
        .filter((message) => message.ephemeral_to === user)
        .sort((one, other) => (one.ts < other.ts ? -1 : 1))
        .map(drawn),
    views: (user) => stackOf(state, user).map(pageView),
    home(user) {
      const view = state.homes.get(user);
      return view && pageView(view);
    },
    flexpane: (user) => state.flexpanes.get(user),
    channel: (id) => pageChannel(state, room(id)),
    channelNamed(name) {
      const named = (channel: Channel) => channel.name === name || channel.previous_names?.includes(name) === true;
      const found = [...state.channels.values()].find(named);
      return found && pageChannel(state, found);
    },
    ownChannels: () =>
      all(undefined)
        .filter(({ creator }) => creator === ids.botUser)
        .map((channel) => pageChannel(state, channel)),
    file(id) {
      const file = state.files.get(id);
      return file?.content && { name: file.name, title: file.title, content: file.content };
    },
    onEvent: (listener) =>
      state.changes.on((change) => {
        const outgoing = pageEvent(state, change);
        if (outgoing) listener(outgoing.event, outgoing.to);
      }),
    until,
    idle: () => delivery.idle(),
  };
}
