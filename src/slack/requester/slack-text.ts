const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/**
 * Decodes a text to what was typed. Slack escapes three characters in commands, messages and events, but none in forms.
 * @example
 * decodeSlackText('a &lt; b &amp;lt; c'); // 'a < b &lt; c'
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const decodeSlackText = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (entity, name: string) => characters[name] ?? entity);

/** Encodes a typed text as Slack would send it. */
export const encodeSlackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A command's text as typed. With `should_escape`, Slack puts links, channels and mentions into angle brackets; a mention of
 * a user keeps them, because only its id identifies the person.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export const commandText = (text: string): string =>
  decodeSlackText(
    text
      .replace(/<(https?:[^|>]+)(?:\|([^>]*))?>/g, (whole, url: string, label = url) =>
        url === label || url.replace(/^https?:\/\//, '') === label ? label : whole,
      )
      .replace(/<#\w+\|([^>]+)>/g, '#$1'),
  );

/** The same without ids: a mention as the name that Slack sent with it. */
export const withoutMentions = (text: string): string =>
  text.replace(/<@(\w+)(?:\|([^>]*))?>/g, (_, id: string, name = '') => `@${name || id}`);

/** Finds mentions of users: `<@U0123>`, `<@U0123|ada>`. */
export const mention = /<@(\w+)(?:\|[^>]*)?>/g;

/**
 * A message's text without Slack's syntax for links, mentions and channels.
 * @param names the names of the mentioned users, by id
 * @see https://docs.slack.dev/messaging/formatting-message-text#parsing
 */
export function plainText(text: string, names: ReadonlyMap<string, string>): string {
  const words = text
    .replace(mention, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<#\w+\|([^>]+)>/g, '#$1')
    .replace(/<!(?:subteam\^\w+\|)?@?([^>|^]+)[^>]*>/g, '@$1')
    .replace(/<([^|>]+)\|([^>]+)>/g, (_, url: string, words: string) => (words === url ? url : `${words} (${url})`))
    .replace(/<([^>]+)>/g, '$1');
  return decodeSlackText(words).trim();
}
