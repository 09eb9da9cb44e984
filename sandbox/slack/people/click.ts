import type { ActionRequest } from '../../page-api.ts';
import type { JsonObject } from '../json-value.ts';
import { objectOf } from '../json-value.ts';
import type { Message } from '../model.ts';
import type { SlackState } from '../state.ts';
import { elementsOf } from '../stored-blocks.ts';
import { elementState, optionOf } from '../view-values.ts';
import { actionTarget } from './action-target.ts';
import { channelOf, PersonError } from './context.ts';

/** A click, in short form. */
export interface Click {
  user: string;
  /** On an element in a message or in one of its attachments. */
  channel?: string;
  ts?: string;
  /** On an element in a modal or the Home tab. */
  view_id?: string;
  /** On a button in this user's flexpane. */
  flexpane?: boolean;
  action_id?: string;
  /** A button by its label instead of its action_id. */
  label?: string;
  block_id?: string;
  /** The chosen option's value, or the entered text, date or id; a list for multi-selects. */
  value?: unknown;
}

type Container = ActionRequest['container'];

/** Converts a click to the form that the page sends. @throws PersonError when there is no such element */
export function clickRequest(state: SlackState, click: Click): ActionRequest {
  const { user, block_id = '', value } = click;
  for (const { container, blocks } of places(state, click)) {
    const label = ({ text }: JsonObject) => objectOf(text).text;
    const found =
      click.label === undefined
        ? undefined
        : elementsOf(blocks).find(({ element }) => label(element) === click.label)?.element;
    const action_id = click.action_id ?? String(found?.action_id);
    const request = { user, container, block_id, action_id, action: {} };
    try {
      const { element } = actionTarget(state, request);
      return { ...request, action: chosen(element, value) };
    } catch (error) {
      if (!(error instanceof PersonError) || error.message !== 'no_such_element') throw error;
    }
  }
  throw new PersonError('no_such_element');
}

/** The containers that may hold the element, in search order. */
function places(state: SlackState, click: Click): { container: Container; blocks: JsonObject[] }[] {
  const { user, view_id, channel = '', ts = '' } = click;
  if (view_id !== undefined) {
    const views = [...(state.modals.get(user) ?? []), ...state.homes.values()];
    const blocks = views.find((view) => view.id === view_id)?.blocks ?? [];
    return [{ container: { type: 'view', view_id }, blocks }];
  }
  if (click.flexpane) {
    const entity = state.flexpanes.get(user) ?? {};
    const external_ref = objectOf(entity.external_ref) as { id: string };
    return [{ container: { type: 'entity_detail', entity_url: String(entity.url), external_ref }, blocks: [] }];
  }
  const message: Message | undefined = channelOf(state, channel, user).messages.get(ts);
  if (message === undefined) throw new PersonError('message_not_found');
  const own = { container: { type: 'message', channel, message_ts: ts } as const, blocks: message.blocks ?? [] };
  const hanging = message.attachments.map((attachment) => ({
    container: {
      type: 'message_attachment',
      channel,
      message_ts: ts,
      attachment_id: attachment.id,
      app_unfurl_url: attachment.app_unfurl_url ?? '',
    } as const,
    blocks: attachment.blocks ?? [],
  }));
  return [own, ...hanging];
}

/** The element's value after the click, in the fields of Slack's payload. */
function chosen(element: JsonObject, value: unknown): JsonObject {
  if (element.type === 'button') return {};
  if (element.type !== 'overflow') return elementState(element, value ?? null);
  const option = optionOf(element, value);
  if (option === undefined) throw new PersonError('no_such_option');
  return { selected_option: option };
}
