import type { PageChannel } from '../../page-api.ts';
import { usePageState, useWorkspace } from '../state/page-context.ts';

/** The direct message between the app and the acting person, if there is one. */
export function useAppChannel(): PageChannel | undefined {
  const { person } = usePageState();
  const { channels } = useWorkspace();
  return channels.find((channel) => channel.is_im && channel.user === person);
}
