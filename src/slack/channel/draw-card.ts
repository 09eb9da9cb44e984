import { type ButtonName, buttonNames, needsEditor } from '../../actions.ts';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import type { CardOptions } from '../../cards/surfaces/card-options.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { renderCard, richOrPlain } from '../../cards/surfaces/render-card.ts';
import { statusUpdate } from '../../cards/surfaces/status-update.ts';
import { headline } from '../../cards/words/headline.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import type { StatusNews } from '../../watches/status-update-news.ts';
import type { Services } from '../services.ts';

/** What drawing takes. */
export type Drawing = Pick<Services, 'now' | 'links' | 'log'> & DrawingOptions;
/** What decides how a card is drawn, whichever it is. */
export type DrawingOptions = Pick<Services, 'now' | 'links'> & {
  permissions: Pick<Services['permissions'], 'readOnly'>;
};

const allButtons: ReadonlySet<ButtonName> = new Set(buttonNames);
const readerButtons: ReadonlySet<ButtonName> = new Set(buttonNames.filter((name) => !needsEditor(name)));

/** How every card is drawn now: with what changes incidents only where there are editors. Others who click are told so. */
export function cardOptions({ now, links, permissions }: DrawingOptions): CardOptions {
  return { now: now(), links, actions: permissions.readOnly ? readerButtons : allButtons };
}

/**
 * The card as it is posted: the rich one, or the plain one when drawing it fails.
 * @param watched whether the channel watches the incident; the watch of a resolved one is over
 */
export function drawCard(snapshot: IncidentSnapshot, drawing: Drawing, watched = false): CardMessage {
  const options = { ...cardOptions(drawing), watched: watched && stateOf(snapshot.record) !== 'resolved' };
  return renderCard(snapshot, options, (error) =>
    drawing.log.error('card could not be drawn, posting the plain one', { arn: snapshot.record.arn.arn, error }),
  );
}

/** A status update as it is posted: one plain line when drawing it fails. */
export function drawStatusUpdate(snapshot: IncidentSnapshot, news: StatusNews, drawing: Drawing): CardMessage {
  const { now, actions } = cardOptions(drawing);
  return richOrPlain(
    () => statusUpdate(snapshot, { ...news, now, actions }),
    () => lineCard(headline(snapshot.record, now)),
    (error) =>
      drawing.log.error('status update could not be drawn, posting a plain line', {
        arn: snapshot.record.arn.arn,
        error,
      }),
  );
}
