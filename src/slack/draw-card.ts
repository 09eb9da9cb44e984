import type { ActionName } from '../cards/action-ids.ts';
import type { CardMessage } from '../cards/blocks.ts';
import type { CardOptions } from '../cards/card-options.ts';
import { renderCard } from '../cards/render-card.ts';
import type { IncidentView } from '../incidents/view.ts';
import type { Services } from './services.ts';

type Drawing = Pick<Services, 'now' | 'links' | 'log'>;

/** What the app can do from a card. */
const cardActions: ReadonlySet<ActionName> = new Set<ActionName>([
  'refresh',
  'timeline',
  'details',
  'related',
  'bring',
  'open',
  'console',
]);

/** How every card is drawn now. */
export function cardOptions({ now, links }: Omit<Drawing, 'log'>): CardOptions {
  return { now: now(), links, actions: cardActions };
}

/** The card as it is posted: the rich one, or the plain one when drawing it fails. */
export function drawCard(view: IncidentView, drawing: Drawing): CardMessage {
  return renderCard(view, cardOptions(drawing), (error) =>
    drawing.log.error('card could not be drawn, posting the plain one', { arn: view.record.arn, error }),
  );
}
