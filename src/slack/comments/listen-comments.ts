import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { fields, text } from '../../gate/fields.ts';
import { parseSubmission } from '../forms/submission.ts';
import { type Commenting, type CommentPlace, changeComment, presentComments } from './comments.ts';
import { richTextWords } from './rich-text.ts';

/** Slack's ids of the forms for a new and for an edited comment. */
const commentForms = /^work-object-(post|edit)-comment$/;
/** The kind of view, and of container, that comments are in. */
export const commentKind = 'entity_comment';

/** Registers the listeners for the comments of a Work Object. */
export function listenForComments(bolt: App, services: Commenting): void {
  bolt.event('entity_comments_requested', async ({ event }) => {
    const asked = fields(event);
    const limit = typeof asked.limit === 'number' ? asked.limit : 100;
    const user = text(asked.user);
    const place = { ...placeOf(asked, text(fields(asked.link).url)), user, triggerId: text(asked.trigger_id) };
    await presentComments({ ...place, limit, cursor: text(asked.cursor) }, services);
  });

  bolt.view<ViewSubmitAction>(commentForms, async ({ body, context }) => {
    const view = fields(body.view);
    if (view.type !== commentKind) return;
    const { key, atMs } = parseSubmission(body, Number(context.receivedAtMs));
    const values = fields(fields(view.state).values);
    const typed = fields(fields(values.comment_input_block).comment_input_action).rich_text_value;
    const isNew = view.callback_id === 'work-object-post-comment';
    const place = { ...placeOf(view), user: body.user.id, triggerId: body.trigger_id };
    const id = text(view.external_id);
    const what = { ...(!isNew && { id }), text: richTextWords(typed) };
    await changeComment({ ...place, ...what, key, atMs, attempt: Number(context.attempt) }, services);
  });
}

/** A click on the delete button of a comment. @returns `undefined` for any other click */
export function deletedComment(body: BlockAction): (CommentPlace & { id: string; key: string }) | undefined {
  const container = fields(body.container);
  const value = text(fields(body.actions[0]).value);
  if (container.type !== commentKind || value === '') return undefined;
  const place = placeOf(container);
  const { trigger_id: triggerId } = body;
  return { ...place, user: body.user.id, triggerId, id: value, key: `trigger:${triggerId}` };
}

/** The Work Object that an event, a view or a container names. */
function placeOf(named: ReturnType<typeof fields>, link = ''): Pick<CommentPlace, 'externalId' | 'url' | 'channel'> {
  const externalId = text(fields(named.external_ref).id);
  return {
    ...(externalId !== '' && { externalId }),
    url: text(named.entity_url) || link,
    channel: text(named.channel) || text(named.channel_id),
  };
}
