import type { ChannelFacts } from './channel-facts.ts';
import type { WatchStore } from './watch.ts';

/**
 * Whether one incident's card may be in a channel: in one that is shared with another organisation only where somebody
 * watches that incident from there.
 */
export async function mayShowCard(
  arn: string,
  channel: string,
  { channels, watches }: { channels: ChannelFacts; watches: Pick<WatchStore, 'get'> },
): Promise<boolean> {
  // The store first: Slack allows few questions about channels.
  return (await watches.get(arn, channel)) !== undefined || !(await channels.isShared(channel));
}

/** What decides whether incidents may be shown in a channel. */
export interface ShowingRules {
  channels: ChannelFacts;
  watches: Pick<WatchStore, 'inChannel'>;
}

/**
 * Whether incidents may be shown in a channel: in one that is shared with another organisation only where somebody
 * watches an incident from there.
 * @param external what an event's envelope says of the channel (`is_ext_shared_channel`)
 */
export async function mayShowIn(channel: string, external: boolean, rules: ShowingRules): Promise<boolean> {
  // Of direct messages the envelope tells all there is to know.
  const shared = external || (!channel.startsWith('D') && (await rules.channels.isShared(channel)));
  return !shared || (await rules.watches.inChannel(channel)).length > 0;
}
