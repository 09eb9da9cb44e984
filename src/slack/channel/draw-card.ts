import type { ActionName } from '../../cards/block-kit/action-ids.ts';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import type { CardOptions } from '../../cards/surfaces/card-options.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { renderCard } from '../../cards/surfaces/render-card.ts';
import { statusUpdate } from '../../cards/surfaces/status-update.ts';
import { headline } from '../../cards/words/headline.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import type { StatusNews } from '../../watches/status-update-news.ts';
import type { Services } from '../services.ts';

/** What drawing needs; without permissions nobody may change anything. */
export type Drawing = Pick<Services, 'now' | 'links' | 'log'> & {
  permissions?: Pick<Services['permissions'], 'readOnly'>;
};

/** What the app can do from a card. */
const cardActions: ReadonlySet<ActionName> = new Set<ActionName>([
  'refresh',
  'timeline',
  'details',
  'related',
  'report',
  'watch',
  'unwatch',
  'bring',
  'open',
  'console',
]);

/** What else it can do where somebody may change incidents. Who clicks without being one of them is told so. */
const editActions: readonly ActionName[] = ['note', 'edit', 'resolve', 'reopen', 'start', 'engage', 'approve'];

/** How every card is drawn now. */
export function cardOptions({ now, links, permissions }: Omit<Drawing, 'log'>): CardOptions {
  const readOnly = permissions?.readOnly ?? true;
  const actions = readOnly ? cardActions : new Set([...cardActions, ...editActions]);
  return { now: now(), links, actions };
}

/**
 * The card as it is posted: the rich one, or the plain one when drawing it fails.
 * @param watched whether the channel watches the incident; the watch of a resolved one is over
 */
export function drawCard(snapshot: IncidentSnapshot, drawing: Drawing, watched = false): CardMessage {
  const options = { ...cardOptions(drawing), watched: watched && stateOf(snapshot.record) !== 'resolved' };
  return renderCard(snapshot, options, (error) =>
    drawing.log.error('card could not be drawn, posting the plain one', { arn: snapshot.record.arn, error }),
  );
}

/** A status post as it is posted: one plain line when drawing it fails. */
export function drawStatusUpdate(snapshot: IncidentSnapshot, news: StatusNews, drawing: Drawing): CardMessage {
  const { now, actions } = cardOptions(drawing);
  try {
    return statusUpdate(snapshot, { ...news, now, actions });
  } catch (error) {
    drawing.log.error('status post could not be drawn, posting a plain line', { arn: snapshot.record.arn, error });
    return lineCard(headline(snapshot.record, now));
  }
}
