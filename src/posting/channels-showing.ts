import type { CardStore } from './posted-card.ts';
import type { UnfurlKeeper } from './unfurl-keeper.ts';

/** The stores that know which channels show an incident. */
export interface Showing {
  cards: Pick<CardStore, 'ofIncident'>;
  unfurls: Pick<UnfurlKeeper, 'channelsOf'>;
}

/** The channels that show an incident: with a card that is current or says "gone", or with an unfurl of the last day. */
export async function channelsShowing(arn: string, { cards, unfurls }: Showing): Promise<Set<string>> {
  const kept = (await cards.ofIncident(arn)).filter(({ ended }) => ended === undefined || ended === 'gone');
  return new Set([...kept.map(({ channel }) => channel), ...(await unfurls.channelsOf(arn))]);
}
