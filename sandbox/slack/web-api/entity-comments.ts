import { isObject, type JsonObject, objectOf } from '../json-value.ts';
import { checkComment, hasSender } from '../limits/comment.ts';
import type { CommentsShown } from '../model.ts';
import { type MethodContext, type Methods, refuse, required, SlackApiError } from './method.ts';
import { isTrue } from './request-arguments.ts';

function triggerOf(context: MethodContext, args: JsonObject) {
  const id = required(args, 'trigger_id', 'invalid_trigger_id');
  const trigger = context.triggers.entity(id);
  if (trigger?.entity === undefined || trigger.comment === undefined) throw new SlackApiError('invalid_trigger_id');
  return { id, user: trigger.user, url: trigger.entity.url, comment: trigger.comment };
}

/** @throws SlackApiError */
function checked(comment: JsonObject, at: string): JsonObject {
  if (!hasSender(comment)) throw new SlackApiError('invalid_sender_schema');
  refuse(checkComment(comment, at), 'invalid_arguments');
  return comment;
}

/** Shows the comments, in answer to one event or action. */
function show(
  { state, triggers }: MethodContext,
  { id, user }: { id: string; user: string },
  comments: CommentsShown,
): JsonObject {
  triggers.spend(id);
  state.comments.set(user, comments);
  state.changes.emit({ kind: 'comments', user, comments });
  return {};
}

/** The most comments of a page. */
const mostComments = 100;

/** @see https://docs.slack.dev/messaging/work-objects-comments */
export const entityComments: Methods = {
  'entity.presentComments': {
    tier: 3,
    run(context, args) {
      const trigger = triggerOf(context, args);
      const { user, url, comment } = trigger;
      if (comment.action !== 'list') throw new SlackApiError('invalid_trigger_id');
      if (isTrue(args.user_auth_required)) required(args, 'user_auth_url', 'user_auth_url_missing');
      if (!Array.isArray(args.comments) || args.comments.length > mostComments)
        throw new SlackApiError('invalid_arguments', {
          response_metadata: { messages: ['[ERROR] missing required field: comments'] },
        });
      const page = args.comments.filter(isObject).map((one, index) => checked(one, `/comments/${index}`));
      const deletes = page.some(({ can_delete }) => can_delete === true);
      if (deletes && !args.delete_action_id) throw new SlackApiError('missing_delete_action_id');
      const before = context.state.comments.get(user);
      // A next page is added to the pages before it.
      const earlier = comment.id !== undefined && before?.url === url ? before.comments : [];
      return show(context, trigger, {
        url,
        comments: [...earlier, ...page],
        can_post_comment: isTrue(args.can_post_comment),
        cursor: String(args.cursor ?? ''),
        ...(args.delete_action_id ? { delete_action_id: String(args.delete_action_id) } : {}),
        ...(args.error === undefined ? {} : { error: String(args.error) }),
      });
    },
  },
  'entity.acknowledgeCommentAction': {
    tier: 3,
    run(context, args) {
      const trigger = triggerOf(context, args);
      const { user, url, comment: done } = trigger;
      if (done.action === 'list') throw new SlackApiError('invalid_action');
      const { error: _error, ...shown } = context.state.comments.get(user) ?? {
        url,
        comments: [],
        can_post_comment: true,
        cursor: '',
      };
      if (args.error !== undefined) return show(context, trigger, { ...shown, error: String(args.error) });
      if (done.action === 'delete')
        return show(context, trigger, { ...shown, comments: shown.comments.filter(({ id }) => id !== done.id) });
      if (!isObject(args.comment)) throw new SlackApiError('missing_comment_data');
      const comment = checked(args.comment, '/comment');
      const id = objectOf(comment).id;
      const isEdit = shown.comments.some((one) => one.id === id);
      const comments = isEdit
        ? shown.comments.map((one) => (one.id === id ? comment : one))
        : [comment, ...shown.comments];
      return show(context, trigger, { ...shown, comments });
    },
  },
};
