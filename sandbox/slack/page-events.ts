import type { PageEvent } from '../page-api.ts';
import type { Change } from './changes.ts';
import type { Message } from './model.ts';
import { isOutsider } from './outsiders.ts';
import { pageChannel, pageComments, pageMessage, pageView } from './page-shapes.ts';
import type { SlackState } from './state.ts';

/** The client events of a change, and their recipients (everyone when `to` is absent). */
export function pageEvent(
  state: SlackState,
  change: Change,
): { event: PageEvent; to?: ReadonlySet<string> } | undefined {
  switch (change.kind) {
    case 'posted':
      return {
        event: { type: 'message', message: pageMessage(state, change.message) },
        ...seenBy(state, change.message),
      };
    case 'changed':
    case 'redrawn':
    case 'reacted': {
      const event = { type: 'message_changed', message: pageMessage(state, change.message) } as const;
      return { event, ...seenBy(state, change.message) };
    }
    case 'deleted': {
      const { message } = change;
      const left = state.channels.get(message.channel)?.messages.get(message.ts);
      if (left)
        return { event: { type: 'message_changed', message: pageMessage(state, left) }, ...seenBy(state, left) };
      const event = { type: 'message_deleted', channel: message.channel, ts: message.ts } as const;
      return { event, ...seenBy(state, message) };
    }
    case 'views':
      return { event: { type: 'views', views: change.views.map(pageView) }, to: new Set([change.user]) };
    case 'home':
      return { event: { type: 'home', view: pageView(change.view) }, to: new Set([change.user]) };
    case 'channel': {
      const channel = state.channels.get(change.channel);
      return channel && { event: { type: 'channel', channel: pageChannel(state, channel) } };
    }
    case 'preview': {
      const { url, blocks, entity, user } = change;
      return { event: { type: 'preview', url, blocks, entity }, to: new Set([user]) };
    }
    case 'flexpane':
      return { event: { type: 'flexpane', entity: change.entity, error: change.error }, to: new Set([change.user]) };
    case 'comments':
      return { event: { type: 'comments', comments: pageComments(change.comments) }, to: new Set([change.user]) };
    case 'notice':
      return { event: { type: 'notice', text: change.text }, to: new Set([change.user]) };
    default:
      return undefined;
  }
}

/** Private and shared conversations are visible to their members, all others to everyone in the workspace. */
function seenBy(state: SlackState, { channel, ephemeral_to }: Message): { to?: ReadonlySet<string> } {
  if (ephemeral_to !== undefined) return { to: new Set([ephemeral_to]) };
  const room = state.channels.get(channel);
  if (room?.is_private) return { to: room.members };
  if (room?.is_ext_shared) return {};
  return { to: new Set([...state.users.values()].filter((user) => !isOutsider(user)).map((user) => user.id)) };
}

/** Whether a person may see a message. */
export function maySee(state: SlackState, user: string, message: Message): boolean {
  const { to } = seenBy(state, message);
  return to === undefined || to.has(user);
}
