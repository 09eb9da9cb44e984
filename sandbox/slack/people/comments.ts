import type { JsonObject } from '../json-value.ts';
import { objectOf } from '../json-value.ts';
import { ids } from '../seed.ts';
import type { Acknowledgement } from '../to-app/transport.ts';
import type { Trigger } from '../triggers.ts';
import { type PeopleContext, PersonError, personById } from './context.ts';
import { interactionBase } from './payload.ts';
import { type EntityPlace, findEntity } from './work-object.ts';

/** The Work Object's identity, as Slack's payloads about its comments carry it. */
function named(context: PeopleContext, place: EntityPlace) {
  personById(context.state, place.user);
  const { message, entity } = findEntity(context, place);
  const url = String(entity.url);
  // The client offers comments where the app says that there may be some.
  const pane = context.state.flexpanes.get(place.user);
  const drawn = pane?.url === url ? [entity, pane] : [entity];
  if (drawn.every(({ entity_comments }) => entity_comments === undefined)) throw new PersonError('no_comments');
  const external_ref = objectOf(entity.external_ref);
  const subject = { url, id: String(external_ref.id), channel: place.channel, ts: message.ts };
  const trigger = (comment: NonNullable<Trigger['comment']>): string =>
    context.triggers.issue({ user: place.user, entity: subject, comment });
  return { url, external_ref, trigger };
}

/**
 * A person opens the comments of a Work Object, or scrolls to the next page of those that are open.
 * @throws PersonError when the Work Object does not exist
 * @see https://docs.slack.dev/reference/events/entity_comments_requested
 */
export function openComments(
  context: PeopleContext,
  place: EntityPlace,
  { limit = 100, next = false }: { limit?: number; next?: boolean } = {},
): void {
  const { state, delivery } = context;
  const { url, external_ref, trigger } = named(context, place);
  const cursor = next ? (state.comments.get(place.user)?.cursor ?? '') : '';
  const event = {
    type: 'entity_comments_requested',
    user: place.user,
    external_ref,
    entity_url: url,
    link: { url, domain: URL.canParse(url) ? new URL(url).hostname : '' },
    limit,
    cursor,
    trigger_id: trigger({ action: 'list', ...(cursor !== '' && { id: cursor }) }),
    event_ts: state.nextTs(),
  };
  delivery.event({ subscription: 'entity_comments_requested', channel: place.channel, event });
}

/** The comment of the open pane. @throws PersonError when the person does not see it */
function shown({ state }: PeopleContext, user: string, id: string): JsonObject {
  const comment = state.comments.get(user)?.comments.find((one) => one.id === id);
  if (comment === undefined) throw new PersonError('no_such_comment');
  return comment;
}

/**
 * A person writes a comment, or edits theirs.
 * @throws PersonError when the app does not allow it
 */
export async function postComment(
  context: PeopleContext,
  place: EntityPlace,
  text: string,
  id?: string,
): Promise<Acknowledgement> {
  const { state, delivery } = context;
  const isAllowed =
    id === undefined
      ? state.comments.get(place.user)?.can_post_comment === true
      : shown(context, place.user, id).can_edit === true;
  if (!isAllowed) throw new PersonError('comment_not_allowed');
  const { url, external_ref, trigger } = named(context, place);
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text }] };
  const rich_text_value = { type: 'rich_text', elements: [section] };
  return delivery.request('interactive', {
    type: 'view_submission',
    ...interactionBase(state, place.user),
    trigger_id: trigger(id === undefined ? { action: 'post' } : { action: 'edit', id }),
    view: {
      id: state.newId('V'),
      team_id: ids.team,
      type: 'entity_comment',
      blocks: [],
      private_metadata: '',
      callback_id: id === undefined ? 'work-object-post-comment' : 'work-object-edit-comment',
      state: {
        values: { comment_input_block: { comment_input_action: { type: 'rich_text_input', rich_text_value } } },
      },
      hash: `${Math.floor(state.now() / 1000)}.${state.newSecret(8)}`,
      external_id: id ?? '',
      external_ref,
      entity_url: url,
      channel: place.channel,
      app_id: ids.app,
      app_installed_team_id: ids.team,
      bot_id: ids.bot,
    },
    response_urls: [],
  });
}

/** A person deletes a comment. @throws PersonError when the app does not allow it */
export async function deleteComment(context: PeopleContext, place: EntityPlace, id: string): Promise<Acknowledgement> {
  const { state, delivery } = context;
  const { url, external_ref, trigger } = named(context, place);
  if (shown(context, place.user, id).can_delete !== true) throw new PersonError('comment_not_allowed');
  const action_id = state.comments.get(place.user)?.delete_action_id ?? '';
  return delivery.request('interactive', {
    type: 'block_actions',
    ...interactionBase(state, place.user),
    trigger_id: trigger({ action: 'delete', id }),
    container: { type: 'entity_comment', entity_url: url, external_ref, channel_id: place.channel },
    actions: [{ type: 'button', action_id, block_id: 'comment', value: id, action_ts: state.nextTs() }],
  });
}
