import { lineCard } from '../cards/surfaces/line-card.ts';
import type { ChannelFacts } from '../gate/channel-facts.ts';
import type { Gate } from '../gate/gate.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { WithdrawJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { CardKeeper } from '../posting/card-keeper.ts';
import type { UnfurlKeeper } from '../posting/unfurl-keeper.ts';

export interface WithdrawOptions {
  cards: Pick<CardKeeper, 'end'>;
  unfurls: Pick<UnfurlKeeper, 'withdraw'>;
  log: Log;
}

/** What replaces a card or an unfurl. It holds no fact of the incident, not even its ARN. */
const notShownHere = lineCard(
  "This incident is not shown here any more: the channel is shared with another organisation and does not watch it. A member of this app's own organisation can show it again with /incident watch.",
);

/**
 * Reduces an incident's card and its unfurls in a shared channel that does not watch it to a line, and stops updating them.
 * Lines in their threads stay.
 * @throws AppError for a failure that can pass
 */
export async function withdraw({ cards, unfurls, log }: WithdrawOptions, arn: string, channel: string): Promise<void> {
  log.warn('incident withdrawn from a channel that is shared with another organisation', { channel, arn });
  await cards.end(channel, arn, 'unwatched', () => notShownHere);
  await unfurls.withdraw(channel, arn, notShownHere);
}

/** Does the same with the unfurls that a snapshot would change, where the channel has no card to withdraw. */
export const withdrawOutdatedUnfurls = (
  { unfurls }: Pick<WithdrawOptions, 'unfurls'>,
  arn: string,
  channel: string,
  snapshot: IncidentSnapshot,
): Promise<void> => unfurls.withdraw(channel, arn, notShownHere, snapshot);

/**
 * Withdraws an incident from a channel that Slack reported as shared, unless the channel watches it.
 * @throws AppError for a failure that can pass
 */
export async function withdrawUnwatched(
  options: WithdrawOptions & { gate: Pick<Gate, 'mayPost'>; channels: Pick<ChannelFacts, 'onSharingEvent'> },
  { arn, channel }: WithdrawJob,
): Promise<void> {
  // This process may have cached the channel as not shared.
  options.channels.onSharingEvent(channel, true);
  if (await options.gate.mayPost({ incident: arn }, channel)) return;
  await withdraw(options, arn, channel);
}
