import type { JsonObject } from '../json-value.ts';
import { SlackApiError } from './method.ts';

/**
 * One page of a list, by Slack's `limit` and `cursor`; `next_cursor` is empty on the last one.
 * @throws SlackApiError `invalid_cursor`
 * @see https://docs.slack.dev/apis/web-api/pagination
 */
export function page<T>(items: readonly T[], args: JsonObject, usual: number, most: number) {
  const limit = Math.min(most, Math.max(1, Number(args.limit || usual) || usual));
  const cursor = typeof args.cursor === 'string' ? args.cursor : '';
  const start =
    cursor === '' ? 0 : Number(/^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  const next_cursor = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), next_cursor };
}
