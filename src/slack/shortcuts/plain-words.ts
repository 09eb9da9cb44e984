import { decodeSlackText } from '../slack-text.ts';

/** Finds mentions of people: `<@U0123>`, `<@U0123|ada>`. */
export const mention = /<@(\w+)(?:\|[^>]*)?>/g;

/**
 * A message's text without Slack's marks: links, mentions and channels as words.
 * @param names of those who are mentioned, by id
 * @see https://docs.slack.dev/messaging/formatting-message-text#parsing
 */
export function plainWords(text: string, names: ReadonlyMap<string, string>): string {
  const words = text
    .replace(mention, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<#\w+\|([^>]+)>/g, '#$1')
    .replace(/<!(?:subteam\^\w+\|)?@?([^>|^]+)[^>]*>/g, '@$1')
    .replace(/<([^|>]+)\|([^>]+)>/g, (_, url: string, words: string) => (words === url ? url : `${words} (${url})`))
    .replace(/<([^>]+)>/g, '$1');
  return decodeSlackText(words).trim();
}
