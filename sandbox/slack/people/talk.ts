import { change, post, remove } from '../messages.ts';
import type { Message } from '../model.ts';
import { isOutsider } from '../outsiders.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import { keep, type SlackState } from '../state.ts';
import { typedText } from '../typed-text.ts';
import { unfurlDomain } from '../unfurl-domains.ts';
import { channelOf, type PeopleContext, PersonError, personById } from './context.ts';

export interface Said {
  user: string;
  channel: string;
  text: string;
  thread_ts?: string;
  /** A thread reply that is also shown in the channel. */
  broadcast?: boolean;
}

export interface Reacted {
  user: string;
  channel: string;
  /** Of the message. */
  ts: string;
  /** An emoji's name, without colons. */
  name: string;
}

const previewsKept = 100;

/** Links of domains that the app registered. */
function unfurlableLinks(state: SlackState, urls: readonly string[]): Message['links'] {
  const links = [...new Set(urls)].map((url) => ({ url, domain: unfurlDomain(url, state.app.unfurlDomains) }));
  return links.flatMap(({ url, domain }) => (domain === undefined ? [] : [{ url, domain }]));
}

/** A person posts a message. @throws PersonError */
export function say({ state }: PeopleContext, said: Said): Message {
  const person = personById(state, said.user);
  const channel = channelOf(state, said.channel, said.user);
  if (channel.is_archived) throw new PersonError('is_archived');
  if (channel.posting_restricted && said.thread_ts === undefined) throw new PersonError('restricted_action');
  if (said.text.trim() === '') throw new PersonError('no_text');
  const parent = said.thread_ts === undefined ? undefined : channel.messages.get(said.thread_ts);
  if (said.thread_ts !== undefined && parent === undefined) throw new PersonError('thread_not_found');
  const { text, urls, block } = typedText(state, said.text);
  const message = {
    channel: channel.id,
    user: person.id,
    team: person.team_id,
    client_msg_id: state.newSecret(32),
    text,
    blocks: [block],
    links: unfurlableLinks(state, urls),
    ...(parent ? { thread_ts: parent.thread_ts ?? parent.ts } : {}),
  };
  return post(state, message, { broadcast: said.broadcast });
}

function ownMessage(state: SlackState, user: string, channelId: string, ts: string): Message {
  const message = channelOf(state, channelId, user).messages.get(ts);
  if (message === undefined) throw new PersonError('message_not_found');
  if (message.user !== user) throw new PersonError('cant_update_message');
  return message;
}

/** A person edits their own message; removed links lose their unfurls. @throws PersonError */
export function edit({ state }: PeopleContext, edited: { user: string; channel: string; ts: string; text: string }) {
  const message = ownMessage(state, edited.user, edited.channel, edited.ts);
  const { text, urls, block } = typedText(state, edited.text);
  const links = unfurlableLinks(state, urls).map((link) => message.links.find((one) => one.url === link.url) ?? link);
  const stays = (url: string | undefined) => url === undefined || urls.includes(url);
  return change(state, message, {
    text,
    blocks: [block],
    links,
    attachments: message.attachments.filter((attachment) => stays(attachment.from_url)),
    edited: { user: edited.user, ts: state.nextTs() },
  });
}

/** A person deletes their own message. @throws PersonError */
export function unsay({ state }: PeopleContext, { user, channel, ts }: { user: string; channel: string; ts: string }) {
  remove(state, ownMessage(state, user, channel, ts));
}

/** A person reacts to a message; again with the same emoji, they take it back. @throws PersonError */
export function react({ state }: PeopleContext, { user, channel, ts, name }: Reacted): Message {
  personById(state, user);
  const room = channelOf(state, channel, user);
  if (room.is_archived) throw new PersonError('is_archived');
  const message = room.messages.get(ts);
  if (message === undefined || message.ephemeral_to !== undefined) throw new PersonError('message_not_found');
  const has = message.reactions.some((one) => one.name === name && one.users.includes(user));
  const refusal = (has ? removeReaction : addReaction)(state, message, user, name);
  if (refusal !== undefined) throw new PersonError(refusal);
  return message;
}

/** A person types a text without sending it: the app gets its links for a preview. @throws PersonError */
export function compose({ state, delivery }: PeopleContext, { user, channel, text }: Omit<Said, 'thread_ts'>): void {
  const person = personById(state, user);
  channelOf(state, channel, user);
  // The app is not installed in another organisation.
  if (isOutsider(person)) return;
  const links = unfurlableLinks(state, typedText(state, text).urls);
  if (links.length === 0) return;
  const unfurl_id = `${user}-${state.newSecret(32)}`;
  keep(state.previews, unfurl_id, { user, links }, previewsKept);
  const event = {
    type: 'link_shared',
    user,
    channel: 'COMPOSER',
    message_ts: unfurl_id,
    unfurl_id,
    source: 'composer',
    is_bot_user_member: false,
    links: links.map(({ domain, url }) => ({ domain, url })),
    event_ts: state.nextTs(),
  };
  delivery.event({ subscription: 'link_shared', event, links });
}
