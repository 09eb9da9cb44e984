import type { PageChannel, PageEvent, PageMessage } from '../../page-api.ts';
import { isReply, withMessage, withoutMessage } from './message-list.ts';
import { withNotice } from './notices.ts';
import type { PageState } from './page-state.ts';

/** Applies an event from the server. */
export function reduceEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'message':
      return countUnread(putMessage(state, event.message), event.message);
    case 'message_changed':
      return putMessage(state, event.message);
    case 'message_deleted': {
      const messages = state.messages[event.channel];
      if (messages === undefined) return state;
      const side =
        state.side?.kind === 'thread' && state.side.channel === event.channel && state.side.ts === event.ts
          ? undefined
          : state.side;
      return { ...state, side, messages: { ...state.messages, [event.channel]: withoutMessage(messages, event.ts) } };
    }
    case 'views':
      return { ...state, views: event.views };
    case 'home':
      return { ...state, home: event.view };
    case 'channel':
      return putChannel(state, event.channel);
    case 'preview': {
      const { url, blocks, entity } = event;
      const others = state.previews.filter((preview) => preview.url !== url);
      return { ...state, previews: [...others, { url, blocks, entity }] };
    }
    case 'flexpane':
      if (state.side?.kind !== 'flexpane') return state;
      return { ...state, side: { ...state.side, loading: false, entity: event.entity, error: event.error } };
    case 'comments':
      if (state.side?.kind !== 'flexpane') return state;
      return { ...state, side: { ...state.side, comments: event.comments } };
    case 'incidents':
      return { ...state, incidents: event.incidents };
    case 'notice':
      return withNotice(state, event.text);
    default:
      return state;
  }
}

function putMessage(state: PageState, message: PageMessage): PageState {
  if (message.ephemeral_to !== undefined && message.ephemeral_to !== state.person) return state;
  const listed = state.messages[message.channel] ?? [];
  return { ...state, messages: { ...state.messages, [message.channel]: withMessage(listed, message) } };
}

function countUnread(state: PageState, message: PageMessage): PageState {
  const { channel } = message;
  const shown = state.place.kind === 'channel' && state.place.channel === channel;
  const forAnotherPerson = message.ephemeral_to !== undefined && message.ephemeral_to !== state.person;
  if (shown || forAnotherPerson || message.user === state.person || (isReply(message) && !message.broadcast))
    return state;
  return { ...state, unread: { ...state.unread, [channel]: (state.unread[channel] ?? 0) + 1 } };
}

function putChannel(state: PageState, channel: PageChannel): PageState {
  if (state.workspace === undefined) return state;
  const known = state.workspace.channels.some((other) => other.id === channel.id);
  const channels = known
    ? state.workspace.channels.map((other) => (other.id === channel.id ? channel : other))
    : [...state.workspace.channels, channel];
  return { ...state, workspace: { ...state.workspace, channels } };
}
