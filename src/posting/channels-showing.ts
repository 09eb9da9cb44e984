import type { CardStore } from './posted-card.ts';
import type { UnfurlKeeper } from './unfurl-keeper.ts';

/** The stores that know which channels show an incident. */
export interface Showing {
  cards: Pick<CardStore, 'ofIncident'>;
  unfurls: Pick<UnfurlKeeper, 'channelsOf'>;
}

/** The channels that show an incident: with a card that is current or says "gone", or with an unfurl of the last day. */
export async function channelsShowing(arn: string, showing: Showing): Promise<Set<string>> {
  return (await whatShows(arn, showing)).channels;
}

/** The same channels, with the cards among what shows it, and the channels with an unfurl. */
export async function whatShows(arn: string, { cards, unfurls }: Showing) {
  const kept = (await cards.ofIncident(arn)).filter(({ ended }) => ended === undefined || ended === 'gone');
  const unfurled = new Set(await unfurls.channelsOf(arn));
  const channels = new Set([...kept.map(({ channel }) => channel), ...unfurled]);
  return { channels, cards: kept, unfurled };
}
