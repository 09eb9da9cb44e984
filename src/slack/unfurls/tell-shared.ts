import { errorCard } from '../../cards/surfaces/line-card.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { Services } from '../services.ts';

/** Tells whoever pasted something in a shared channel why it is not answered there: once, for nobody asked. */
export async function tellShared(
  { user, channel }: { user: string; channel: string },
  arn: string,
  { tellOnce }: Pick<Services, 'tellOnce'>,
): Promise<void> {
  await tellOnce({ user, channel }, 'shared', errorCard(sharedChannel(arn)));
}
