import type { ActionRequest } from '../../page-api.ts';
import { isObject, type JsonObject } from '../json-value.ts';
import { actionTarget } from './action-target.ts';
import { type PeopleContext, PersonError } from './context.ts';
import { interactionBase, payloadChannelName } from './payload.ts';

/**
 * A person types into a select whose options come from the app.
 * @returns `options` or `option_groups` of the app's response
 * @throws PersonError when the element does not exist or the app returned no options
 * @see https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
 */
export async function suggest(
  context: PeopleContext,
  request: Omit<ActionRequest, 'action'>,
  value: string,
): Promise<JsonObject> {
  const { state, delivery } = context;
  const target = actionTarget(state, { ...request, action: {} });
  const channel = state.channels.get(target.channel ?? '');
  const payload = {
    type: 'block_suggestion',
    ...interactionBase(state, request.user),
    container: target.container,
    ...target.payload,
    ...(channel && { channel: { id: channel.id, name: payloadChannelName(channel) } }),
    block_id: target.block_id,
    action_id: target.element.action_id,
    value,
  };
  const answer = await delivery.request('interactive', payload);
  if (!answer.ok || !isObject(answer.body)) throw new PersonError(answer.reason ?? 'no_options');
  const { options, option_groups } = answer.body;
  return { ok: true, options, option_groups };
}
