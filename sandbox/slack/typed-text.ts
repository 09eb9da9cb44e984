import type { JsonObject } from './json-value.ts';
import type { SlackState } from './state.ts';

/** Typed text in the form that Slack stores and sends. */
export interface TypedText {
  /** `&<>` escaped; links, mentions and channels in angle brackets. */
  text: string;
  /** URLs as they appear in `text`, still escaped, in order. */
  urls: string[];
  /** Mentioned users. */
  mentions: string[];
  /** The `rich_text` block that Slack's clients send with it. */
  block: JsonObject;
}

/** The three characters that Slack escapes in every text it sends. */
export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const token =
  /(```[\s\S]+?```|`[^`\n]+`)|(https?:\/\/[^\s<>|`]+)|(?<![\w@])@([a-z][\w.-]*)|(?<!\w)#([a-z0-9][\w-]*)/giu;

/**
 * Converts a person's input to a message's text, as Slack's client and server do together.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function typedText(state: SlackState, input: string): TypedText {
  const urls: string[] = [];
  const mentions: string[] = [];
  const parts: { text: string; rich: JsonObject }[] = [];
  const plain = (text: string) => parts.push({ text: escaped(text), rich: { type: 'text', text } });
  let at = 0;
  for (const match of input.matchAll(token)) {
    const [whole, code, url, name, room] = match;
    if (match.index > at) plain(input.slice(at, match.index));
    at = match.index + whole.length;
    if (code !== undefined) {
      const inner = code.replace(/^`+|`+$/g, '');
      parts.push({ text: escaped(code), rich: { type: 'text', text: inner, style: { code: true } } });
    } else if (url !== undefined) {
      // Punctuation that ends a sentence is not part of a link.
      const link = url.replace(/[.,;:!?'")\]}]+$/u, '');
      at -= url.length - link.length;
      urls.push(escaped(link));
      parts.push({ text: `<${escaped(link)}>`, rich: { type: 'link', url: link } });
    } else {
      const mention = name === undefined ? room && channelMention(state, room) : userMention(state, name, mentions);
      if (mention) parts.push(mention);
      else plain(whole);
    }
  }
  if (at < input.length) plain(input.slice(at));
  const elements = [{ type: 'rich_text_section', elements: parts.map((part) => part.rich) }];
  const block = { type: 'rich_text', block_id: state.newShortId(), elements };
  return { text: parts.map((part) => part.text).join(''), urls, mentions, block };
}

function channelMention(state: SlackState, name: string) {
  for (const channel of state.channels.values())
    if (channel.name === name)
      return { text: `<#${channel.id}|${name}>`, rich: { type: 'channel', channel_id: channel.id } };
  return undefined;
}

function userMention(state: SlackState, name: string, mentions: string[]) {
  if (name === 'here' || name === 'channel' || name === 'everyone')
    return { text: `<!${name}>`, rich: { type: 'broadcast', range: name } };
  for (const user of state.users.values()) {
    if (user.name.toLowerCase() !== name.toLowerCase()) continue;
    mentions.push(user.id);
    return { text: `<@${user.id}>`, rich: { type: 'user', user_id: user.id } };
  }
  for (const group of state.usergroups.values())
    if (group.handle === name)
      return { text: `<!subteam^${group.id}>`, rich: { type: 'usergroup', usergroup_id: group.id } };
  return undefined;
}
