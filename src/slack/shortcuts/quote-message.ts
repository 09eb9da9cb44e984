import { cut } from '../../cards/cut.ts';
import { limits } from '../../cards/limits.ts';
import { isSlackRefusal, slackFault } from '../../web-api/fault.ts';
import type { Services } from '../services.ts';
import { mention, plainWords } from './plain-words.ts';

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
  return cut(words, limits.inputLength.max - source.length) + source;
}

async function nameOf({ slack }: Pick<Services, 'slack'>, user: string): Promise<string> {
  const { user: facts } = await slack.users.info({ user }).catch((error: unknown) => {
    const fault = slackFault(error);
    if (!isSlackRefusal(fault)) throw fault;
    return { user: undefined };
  });
  return facts?.profile?.display_name || facts?.real_name || facts?.name || user;
}
