import type { PageEvent, PageMessage, PanelIncident, SandboxState } from '../../page-api.ts';
import { withListed } from './message-list.ts';
import { withNotice } from './notices.ts';
import type { PageState, Place, Side } from './page-state.ts';
import { reduceEvent } from './reduce-event.ts';
import { visibleChannels } from './visible-channels.ts';

export type PageAction =
  | { type: 'event'; event: PageEvent }
  | { type: 'workspace'; workspace: SandboxState }
  | { type: 'listed'; channel: string; messages: PageMessage[] }
  | { type: 'incidents'; incidents: PanelIncident[] }
  | { type: 'connection'; connection: PageState['connection'] }
  | { type: 'person'; person: string }
  | { type: 'go'; place: Place }
  | { type: 'side'; side: Side | undefined }
  | { type: 'composer_cleared' }
  | { type: 'preview_dismissed'; url: string }
  | { type: 'notice'; text: string }
  | { type: 'notice_gone'; id: number };

/** The page's next state. */
export function reduce(state: PageState, action: PageAction): PageState {
  switch (action.type) {
    case 'event':
      return reduceEvent(state, action.event);
    case 'workspace':
      return settle({ ...state, workspace: action.workspace });
    case 'listed': {
      const live = state.messages[action.channel] ?? [];
      return { ...state, messages: { ...state.messages, [action.channel]: withListed(live, action.messages) } };
    }
    case 'incidents':
      return { ...state, incidents: action.incidents };
    case 'connection':
      // Events missed while the stream was down must be fetched once it is back.
      return state.connection === 'lost' && action.connection === 'live'
        ? { ...state, connection: 'live', messages: {} }
        : { ...state, connection: action.connection };
    case 'person':
      if (action.person === state.person) return state;
      return settle({
        ...state,
        person: action.person,
        connection: 'connecting',
        side: undefined,
        messages: {},
        unread: {},
        views: [],
        home: undefined,
        previews: [],
      });
    case 'go': {
      const unread = action.place.kind === 'channel' ? { ...state.unread, [action.place.channel]: 0 } : state.unread;
      return { ...state, place: action.place, side: undefined, previews: [], unread };
    }
    case 'side':
      return { ...state, side: action.side };
    case 'composer_cleared':
      return { ...state, previews: [] };
    case 'preview_dismissed':
      return { ...state, previews: state.previews.filter((preview) => preview.url !== action.url) };
    case 'notice':
      return withNotice(state, action.text);
    case 'notice_gone':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== action.id) };
  }
}

/** Selects a person and a channel when the current ones do not exist. */
function settle(state: PageState): PageState {
  const people = state.workspace?.users.filter((user) => !user.is_bot) ?? [];
  const person = people.some((user) => user.id === state.person) ? state.person : (people[0]?.id ?? '');
  const channels = visibleChannels({ ...state, person });
  const { place } = state;
  if (place.kind === 'home' || channels.some((channel) => channel.id === place.channel)) return { ...state, person };
  const first = channels.find((channel) => !channel.is_im) ?? channels[0];
  return { ...state, person, place: { kind: 'channel', channel: first?.id ?? '' } };
}
