import type { JsonObject } from '../json-value.ts';
import type { Message } from '../model.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import { ids } from '../seed.ts';
import { wireMessage } from '../wire-message.ts';
import { joinedChannel, messageIn } from './access.ts';
import { type MethodContext, type Methods, required, SlackApiError } from './method.ts';

function messageNamed(context: MethodContext, args: JsonObject): Message {
  const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
  return messageIn(channel, required(args, 'timestamp', 'no_item_specified'));
}

const refuseIf = (code: string | undefined): JsonObject => {
  if (code !== undefined) throw new SlackApiError(code);
  return {};
};

function change(context: MethodContext, args: JsonObject, act: typeof addReaction): JsonObject {
  const message = messageNamed(context, args);
  if (context.state.channels.get(message.channel)?.is_archived) throw new SlackApiError('is_archived');
  const name = required(args, 'name', 'invalid_name').replaceAll(/^:|:$/g, '');
  return refuseIf(act(context.state, message, ids.botUser, name));
}

/** Reactions. @see https://docs.slack.dev/reference/methods?family=reactions */
export const reactions: Methods = {
  'reactions.add': {
    tier: 3,
    scopes: ['reactions:write'],
    run: (context, args) => change(context, args, addReaction),
  },
  'reactions.remove': {
    tier: 2,
    scopes: ['reactions:write'],
    run: (context, args) => change(context, args, removeReaction),
  },
  'reactions.get': {
    tier: 3,
    scopes: ['reactions:read'],
    run(context, args) {
      const message = messageNamed(context, args);
      return { type: 'message', channel: message.channel, message: wireMessage(context.state, message) };
    },
  },
};
