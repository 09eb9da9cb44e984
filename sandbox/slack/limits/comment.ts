import { type JsonObject, objectOf } from '../json-value.ts';
import { blockRules } from './blocks.ts';
import {
  anything,
  boolean,
  byType,
  type Complaint,
  createCheck,
  integer,
  list,
  needsOneOf,
  object,
  only,
  string,
} from './rule.ts';

const url = string({ max: 3000, pattern: /^https?:\/\//i });

/** In place of `comment`: one `rich_text` block. */
const richText = list(byType(only(blockRules, ['rich_text'])), 1, 1);

const comment = object(
  { id: string(), sender: anything, timestamp: integer(0) },
  {
    comment: object({ value: string() }, { format: string({ oneOf: ['markdown'] }) }),
    blocks: richText,
    url,
    can_edit: boolean,
    can_delete: boolean,
    can_reply: boolean,
    last_edit_ts: integer(0),
    reply_count: integer(0),
    reply_users: list(string(), 0, 2),
    latest_reply_ts: integer(0),
    thread_root_id: string(),
  },
  needsOneOf(['comment', 'blocks']),
);

/**
 * Validates a comment of a Work Object.
 * @see https://docs.slack.dev/messaging/work-objects-comments
 */
export function checkComment(value: unknown, at: string): Complaint[] {
  const check = createCheck('message');
  comment(value, at, check);
  return check.complaints;
}

/** Whether a comment has an author: a Slack user id, or a name; never both. */
export function hasSender({ sender }: JsonObject): boolean {
  const { user_id, text } = objectOf(sender);
  return (typeof user_id === 'string') !== (typeof text === 'string');
}
