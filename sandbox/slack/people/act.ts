import type { ActionRequest } from '../../page-api.ts';
import type { JsonObject } from '../json-value.ts';
import type { View } from '../model.ts';
import { keep } from '../state.ts';
import type { Acknowledgement } from '../to-app/transport.ts';
import { elementState, initialValues, isStateful } from '../view-values.ts';
import { type ActionTarget, actionTarget } from './action-target.ts';
import { notice, type PeopleContext } from './context.ts';
import { interactionBase, payloadChannelName } from './payload.ts';
import type { UnfurlRefresh } from './unfurl-refresh.ts';

const messageValuesKept = 500;

/**
 * A person acts on an element: clicks a button, chooses an option.
 * @throws PersonError when the element does not exist
 * @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export async function act(
  context: PeopleContext & { refresh: UnfurlRefresh },
  request: ActionRequest,
): Promise<Acknowledgement> {
  const { state, delivery, triggers, responseUrls, refresh } = context;
  const target = actionTarget(state, request);
  const { element, block_id, message } = target;
  const action = {
    type: element.type,
    action_id: element.action_id,
    block_id,
    ...(element.type === 'button' ? { text: element.text, value: element.value, style: element.style } : {}),
    ...(element.placeholder === undefined ? {} : { placeholder: element.placeholder }),
    ...request.action,
    action_ts: state.nextTs(),
  };
  const values = remember(context, request, target);
  const channel = state.channels.get(target.channel ?? '');
  const responseTarget = channel && {
    user: request.user,
    channel: channel.id,
    original: message,
    thread_ts: message?.thread_ts,
  };
  const payload: JsonObject = {
    type: 'block_actions',
    ...interactionBase(state, request.user),
    container: target.container,
    trigger_id: triggers.issue(target.trigger),
    ...target.payload,
    ...(channel && { channel: { id: channel.id, name: payloadChannelName(channel) } }),
    ...(target.view ? {} : { state: { values } }),
    ...(responseTarget && { response_url: responseUrls.create('actions', responseTarget) }),
    actions: [JSON.parse(JSON.stringify(action))],
  };
  const answer = await delivery.request('interactive', payload);
  if (!answer.ok) notice(state, request.user, 'The app did not answer. Try again.');
  else if (message && target.refreshUrl !== undefined) refresh.soon(message, target.refreshUrl);
  return answer;
}

/** Stores the choice, as a client does, and returns the values of the whole message or view. */
function remember({ state }: PeopleContext, request: ActionRequest, target: ActionTarget): View['values'] {
  const { element, block_id, view, message, blocks } = target;
  const key = `${request.user} ${message?.channel} ${message?.ts}`;
  const values = view?.values ?? { ...initialValues(blocks), ...state.messageValues.get(key) };
  for (const [block, chosen] of Object.entries(request.state?.values ?? {}))
    values[block] = { ...values[block], ...chosen };
  if (isStateful(element))
    values[block_id] = { ...values[block_id], [String(element.action_id)]: elementState(element, request.action) };
  if (message) keep(state.messageValues, key, values, messageValuesKept);
  return values;
}
