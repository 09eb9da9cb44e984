import type { CardStore } from './posted-card.ts';
import type { UnfurlKeeper } from './unfurl-keeper.ts';

/** What remembers where incidents are shown. */
export interface Showing {
  cards: Pick<CardStore, 'ofIncident'>;
  unfurls: Pick<UnfurlKeeper, 'channelsOf'>;
}

/** The channels that show an incident: by a card that is kept or says that the record is gone, or by an unfurl of the last day. */
export async function channelsShowing(arn: string, { cards, unfurls }: Showing): Promise<Set<string>> {
  const kept = (await cards.ofIncident(arn)).filter(({ ended }) => ended === undefined || ended === 'gone');
  return new Set([...kept.map(({ channel }) => channel), ...(await unfurls.channelsOf(arn))]);
}
