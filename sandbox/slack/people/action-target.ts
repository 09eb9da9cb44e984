import type { ActionRequest } from '../../page-api.ts';
import { isObject, type JsonObject, listOf, objectOf } from '../json-value.ts';
import type { Attachment, Message, View } from '../model.ts';
import type { SlackState } from '../state.ts';
import { elementsOf } from '../stored-blocks.ts';
import type { Trigger } from '../triggers.ts';
import { findView, wireView } from '../view-stack.ts';
import { wireAttachment, wireMessage } from '../wire-message.ts';
import { channelOf, PersonError } from './context.ts';

/** An element's location, and what the payload says about it. */
export interface ActionTarget {
  block_id: string;
  element: JsonObject;
  container: JsonObject;
  /** message, app_unfurl, channel or view. */
  payload: JsonObject;
  trigger: Trigger;
  /** The conversation of a response_url. */
  channel?: string;
  message?: Message;
  /** Where choices are stored. */
  view?: View;
  blocks: JsonObject[];
  /** The unfurl to refresh afterwards. */
  refreshUrl?: string;
}

/** Finds the element a person acts on. @throws PersonError when it does not exist (any more) */
export function actionTarget(state: SlackState, request: ActionRequest): ActionTarget {
  const { container } = request;
  switch (container.type) {
    case 'view':
      return inView(state, request, container.view_id);
    case 'entity_detail':
      return inFlexpane(state, request, container);
    case 'message':
      return inMessage(state, request, container.channel, container.message_ts);
    default:
      return inAttachment(state, request, container);
  }
}

function find(blocks: JsonObject[], { block_id, action_id }: ActionRequest) {
  const found = elementsOf(blocks).find(
    ({ block, element }) => element.action_id === action_id && (block_id === '' || block.block_id === block_id),
  );
  if (found === undefined) throw new PersonError('no_such_element');
  return { block_id: String(found.block.block_id), element: found.element, blocks };
}

function visibleMessage(state: SlackState, user: string, channelId: string, ts: string): Message {
  const message = channelOf(state, channelId, user).messages.get(ts);
  if (message === undefined || (message.ephemeral_to ?? user) !== user) throw new PersonError('message_not_found');
  return message;
}

const threadField = ({ thread_ts }: Message): JsonObject => (thread_ts === undefined ? {} : { thread_ts });

function inMessage(state: SlackState, request: ActionRequest, channel: string, ts: string): ActionTarget {
  const { user } = request;
  const message = visibleMessage(state, user, channel, ts);
  const legacy = message.attachments.filter((one) => !one.is_app_unfurl).flatMap((one) => one.blocks ?? []);
  const is_ephemeral = message.ephemeral_to !== undefined;
  return {
    ...find([...(message.blocks ?? []), ...legacy], request),
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral, ...threadField(message) },
    // An ephemeral message is identified by its ts alone.
    payload: is_ephemeral ? {} : { message: wireMessage(state, message) },
    trigger: { user },
    channel,
    message,
  };
}

/** The buttons of a Work Object as elements; their block is synthetic, as in Slack. */
function entityBlocks(entity: unknown): JsonObject[] {
  const actions = objectOf(objectOf(objectOf(entity).entity_payload).actions);
  const buttons = [...listOf(actions.primary_actions), ...listOf(actions.overflow_actions)].filter(isObject);
  const elements = buttons.map(({ processing_state: _processing, text, ...button }) => ({
    type: 'button',
    ...button,
    text: { type: 'plain_text', text, emoji: true },
  }));
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: 'entity', elements }];
}

const entityFields = (entity: JsonObject | undefined): JsonObject =>
  entity === undefined ? {} : { entity_url: entity.url, external_ref: entity.external_ref };

function entityTrigger(user: string, entity: JsonObject | undefined, channel?: string, ts?: string): Trigger {
  if (entity === undefined) return { user };
  return { user, entity: { url: String(entity.url), id: String(objectOf(entity.external_ref).id), channel, ts } };
}

type In<T extends ActionRequest['container']['type']> = Extract<ActionRequest['container'], { type: T }>;

function inAttachment(state: SlackState, request: ActionRequest, where: In<'message_attachment'>): ActionTarget {
  const { user } = request;
  const message = visibleMessage(state, user, where.channel, where.message_ts);
  const attachment: Attachment | undefined = message.attachments.find((one) => one.id === where.attachment_id);
  if (attachment === undefined) throw new PersonError('no_such_element');
  const { id, entity, app_unfurl_url, is_app_unfurl = false } = attachment;
  return {
    ...find([...(attachment.blocks ?? []), ...entityBlocks(entity)], request),
    container: {
      type: 'message_attachment',
      message_ts: message.ts,
      attachment_id: id,
      channel_id: message.channel,
      is_ephemeral: false,
      is_app_unfurl,
      app_unfurl_url,
      ...threadField(message),
      ...entityFields(entity),
    },
    payload: is_app_unfurl ? { app_unfurl: wireAttachment(attachment) } : { message: wireMessage(state, message) },
    trigger: entityTrigger(user, entity, message.channel, message.ts),
    channel: message.channel,
    message,
    ...(entity && app_unfurl_url ? { refreshUrl: app_unfurl_url } : {}),
  };
}

function inView(state: SlackState, request: ActionRequest, id: string): ActionTarget {
  const view = findView(state, { id });
  if (view === undefined || view.user !== request.user) throw new PersonError('view_not_found');
  return {
    ...find(view.blocks, request),
    container: { type: 'view', view_id: id },
    get payload() {
      return { view: wireView(view) };
    },
    trigger: { user: request.user, ...(view.type === 'modal' ? { viewId: id } : {}) },
    view,
  };
}

function inFlexpane(state: SlackState, request: ActionRequest, where: In<'entity_detail'>): ActionTarget {
  const entity = state.flexpanes.get(request.user);
  if (entity?.url !== where.entity_url) throw new PersonError('no_such_element');
  const { channel: channel_id, ts: message_ts } = state.flexpanePlaces.get(request.user) ?? {};
  return {
    ...find(entityBlocks(entity), request),
    container: { type: 'entity_detail', channel_id, message_ts, ...entityFields(entity) },
    payload: {},
    trigger: entityTrigger(request.user, entity),
  };
}
