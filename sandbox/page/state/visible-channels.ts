import type { PageChannel } from '../../page-api.ts';
import type { PageState } from './page-state.ts';

/** The channels that the acting person sees: somebody of another organisation sees the shared ones alone. */
export function visibleChannels(state: PageState): readonly PageChannel[] {
  const stranger = state.workspace?.users.find((user) => user.id === state.person)?.is_stranger === true;
  const channels = state.workspace?.channels ?? [];
  return stranger ? channels.filter((channel) => channel.is_ext_shared) : channels;
}
