import type { IncidentView } from '../incidents/view.ts';
import type { CardMessage } from './blocks.ts';
import type { CardOptions } from './card-options.ts';
import { faultOf } from './check-message.ts';
import { incidentCard } from './incident-card.ts';
import { plainCard } from './plain-card.ts';

/**
 * The card to post: the rich one, or the plain one where the rich one fails or would be refused. Something true always
 * arrives.
 * @param report is told why the plain card was taken
 */
export function renderCard(view: IncidentView, options: CardOptions, report: (fault: unknown) => void): CardMessage {
  try {
    const card = incidentCard(view, options);
    const fault = faultOf(card);
    if (fault === undefined) return card;
    report(new Error(`The card of ${view.record.arn} would be refused: ${fault}`));
  } catch (error) {
    report(error);
  }
  return plainCard(view.record);
}
