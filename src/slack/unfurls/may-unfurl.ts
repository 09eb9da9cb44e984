import { errorCard } from '../../cards/error-card.ts';
import { AppError } from '../../errors.ts';
import { mayShowIn } from '../../watches/may-show.ts';
import type { Services } from '../services.ts';

/** Where something was pasted. */
export interface PastePlace {
  user: string;
  channel: string;
  /** What the event's envelope says of the channel (`is_ext_shared_channel`). */
  external: boolean;
}

type Parts = Pick<Services, 'settings' | 'channels' | 'watches' | 'tellOnce'>;

/**
 * Whether what is pasted in a channel is answered there: not where people switched that off, and not in a channel
 * shared with another organisation unless somebody watches an incident from there. In that case the person is told why,
 * once.
 */
export async function mayUnfurl({ user, channel, external }: PastePlace, services: Parts): Promise<boolean> {
  const { unfurl } = await services.settings.get(channel);
  if (!unfurl) return false;
  if (await mayShowIn(channel, external, services)) return true;
  await services.tellOnce({ user, channel }, 'shared', errorCard(sharedHere()));
  return false;
}

function sharedHere(): AppError {
  return new AppError(
    'shared_channel',
    'This channel is shared with another organisation, so I keep incidents out of it. Watch one from here to allow that: /incident watch <arn>.',
  );
}
