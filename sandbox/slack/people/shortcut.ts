import type { JsonObject } from '../json-value.ts';
import type { Acknowledgement } from '../to-app/transport.ts';
import { wireMessage } from '../wire-message.ts';
import { channelOf, notice, type PeopleContext, PersonError } from './context.ts';
import { interactionBase, payloadChannelName } from './payload.ts';

export interface UsedShortcut {
  user: string;
  callback_id: string;
  /** The message, for a message shortcut. */
  channel?: string;
  message_ts?: string;
}

/**
 * A person uses a global shortcut, or one on a message.
 * @throws PersonError when the app has no such shortcut
 * @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 */
export async function useShortcut(context: PeopleContext, used: UsedShortcut): Promise<Acknowledgement> {
  const { state, delivery, triggers } = context;
  const shortcut = state.app.shortcuts.find((one) => one.callback_id === used.callback_id);
  if (shortcut === undefined) throw new PersonError('no_such_shortcut');
  const payload: JsonObject = {
    type: shortcut.type === 'global' ? 'shortcut' : 'message_action',
    ...interactionBase(state, used.user),
    callback_id: shortcut.callback_id,
    trigger_id: triggers.issue({ user: used.user }),
    action_ts: state.nextTs(),
    ...(shortcut.type === 'message' ? messageFields(context, used) : {}),
  };
  const answer = await delivery.request('interactive', payload);
  if (!answer.ok) notice(state, used.user, `${shortcut.name} did not work. Try again.`);
  return answer;
}

function messageFields({ state, responseUrls }: PeopleContext, used: UsedShortcut): JsonObject {
  const channel = channelOf(state, used.channel ?? '', used.user);
  const message = channel.messages.get(used.message_ts ?? '');
  if (message === undefined) throw new PersonError('message_not_found');
  const { thread_ts } = message;
  return {
    message_ts: message.ts,
    message: wireMessage(state, message),
    channel: { id: channel.id, name: payloadChannelName(channel) },
    response_url: responseUrls.create('app', { user: used.user, channel: channel.id, original: message, thread_ts }),
  };
}
