import { type Fields, fields, text } from '../gate/fields.ts';
import type { Asker } from './asker.ts';

/**
 * Who sent a payload of Slack's, whichever kind it is.
 * @returns `undefined` where nobody did (most events)
 */
export function askerOf(body: Fields): Asker | undefined {
  const user = text(body.user_id) || text(fields(body.user).id);
  if (user === '') return undefined;
  const channel = text(body.channel_id) || text(fields(body.channel).id) || text(fields(body.container).channel_id);
  const responseUrl = text(body.response_url);
  return { user, channel, ...(responseUrl !== '' && { responseUrl }) };
}
