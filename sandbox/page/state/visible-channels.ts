import type { PageChannel } from '../../page-api.ts';
import type { PageState } from './page-state.ts';

/** The channels visible to the acting person: for a person of another organisation, the shared ones only. */
export function visibleChannels(state: PageState): readonly PageChannel[] {
  const isOutsider = state.workspace?.users.find((user) => user.id === state.person)?.is_outsider === true;
  const channels = state.workspace?.channels ?? [];
  return isOutsider ? channels.filter((channel) => channel.is_ext_shared) : channels;
}
