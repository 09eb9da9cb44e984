import type { Asker } from './asker.ts';

type Facts = Readonly<Record<string, unknown>>;

const facts = (value: unknown): Facts => (typeof value === 'object' && value !== null ? (value as Facts) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Who sent a payload of Slack's, whichever kind it is.
 * @returns `undefined` where nobody did (most events)
 */
export function askerOf(body: Facts): Asker | undefined {
  const user = text(body.user_id) || text(facts(body.user).id);
  if (user === '') return undefined;
  const channel = text(body.channel_id) || text(facts(body.channel).id) || text(facts(body.container).channel_id);
  const responseUrl = text(body.response_url);
  return { user, channel, ...(responseUrl !== '' && { responseUrl }) };
}
