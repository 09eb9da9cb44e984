import { limits } from '../../cards/block-kit/limits.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';
import { decodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';

const mostNames = 5;

/**
 * A message as a note: its words without Slack's marks, who wrote it and where it is. Fits into one field; what does not
 * is behind the link.
 */
export async function quoteMessage(
  services: Pick<Services, 'slack'>,
  message: { text: string; user?: string },
  channel: string,
  permalink: string | undefined,
): Promise<string> {
  const mentioned = [...message.text.matchAll(mention)].map(([, id = '']) => id).slice(0, mostNames);
  const ids = [...new Set([...mentioned, ...(message.user === undefined ? [] : [message.user])])];
  const names = new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(services, id)] as const)));
  const author = message.user === undefined ? 'an app' : (names.get(message.user) ?? message.user);
  const source = `\n\n(${author} in Slack${permalink === undefined ? `, channel ${channel}` : `: ${permalink}`})`;
  const words = plainWords(message.text, names) || 'A message without text';
  return truncate(words, limits.inputLength.max - source.length) + source;
}

async function nameOf({ slack }: Pick<Services, 'slack'>, user: string): Promise<string> {
  const { user: facts } = await slack.users.info({ user }).catch((error: unknown) => {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    return { user: undefined };
  });
  return facts?.profile?.display_name || facts?.real_name || facts?.name || user;
}

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
