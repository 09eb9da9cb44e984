import { type ButtonName, buttonNames, needsEditor } from '../../actions/actions.ts';
import type { CardMessage, EntityMessage } from '../../cards/block-kit/blocks.ts';
import type { CardOptions } from '../../cards/surfaces/card-options.ts';
import { digest } from '../../cards/surfaces/digest.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { plainCard, renderCard, richOrPlain } from '../../cards/surfaces/render-card.ts';
import { statusUpdate } from '../../cards/surfaces/status-update.ts';
import { unfurlCard } from '../../cards/surfaces/unfurl-card.ts';
import { headline } from '../../cards/words/headline.ts';
import type { ListedIncident } from '../../cards/words/incident-line.ts';
import { type Gap, gapLine } from '../../incidents/gap.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import type { StatusNews } from '../../watches/status-update-news.ts';
import type { Services } from '../services.ts';

/** The services that drawing takes. */
export type Drawing = Pick<Services, 'now' | 'links' | 'log'> & DrawingOptions;
/** The services that `cardOptions` takes. */
export type DrawingOptions = Pick<Services, 'now' | 'links'> & {
  permissions: Pick<Services['permissions'], 'readOnly'>;
};

const allButtons: ReadonlySet<ButtonName> = new Set(buttonNames);
const readerButtons: ReadonlySet<ButtonName> = new Set(buttonNames.filter((name) => !needsEditor(name)));

/** The options of every card. Without editors, the card has no buttons that change incidents. */
export function cardOptions({ now, links, permissions }: DrawingOptions): CardOptions {
  return { now: now(), links, actions: permissions.readOnly ? readerButtons : allButtons };
}

/**
 * Draws the card, or the plain one if that fails.
 * @param watched whether the channel watches the incident; a resolved incident counts as not watched
 */
export function drawCard(snapshot: IncidentSnapshot, drawing: Drawing, watched = false): EntityMessage {
  const options = { ...cardOptions(drawing), watched: watched && stateOf(snapshot.record) !== 'resolved' };
  return renderCard(snapshot, options, (error) =>
    drawing.log.error('card could not be drawn, posting the plain one', { arn: snapshot.record.arn.arn, error }),
  );
}

/** The card without its Work Object, for a `response_url`, which takes none. */
export function drawAnswer(snapshot: IncidentSnapshot, drawing: Drawing): CardMessage {
  const { text, blocks } = drawCard(snapshot, drawing);
  return { text, blocks };
}

/** Draws a status update, or one plain line if that fails. */
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

/** Draws a digest. @param gaps what could not be listed */
export function drawDigest(
  incidents: readonly ListedIncident[],
  { sinceMs, gaps }: { sinceMs: number; gaps: readonly Gap[] },
  drawing: DrawingOptions,
): CardMessage {
  const trouble = gapLine(gaps);
  return digest(incidents, { sinceMs, ...cardOptions(drawing), ...(trouble && { trouble }) });
}

type UnfurlDrawing = Pick<Services, 'now' | 'links' | 'log'>;

/** The buttons of an answer in a thread. */
const inThread: readonly ButtonName[] = ['open', 'refresh'];
/** The buttons of an unfurled link, which Slack itself refreshes. */
const inPlace: readonly ButtonName[] = ['open'];

/**
 * The compact card, or the plain one when drawing it fails.
 * @param where as a reply in a thread, or in place of a link
 */
export function drawUnfurl(
  snapshot: IncidentSnapshot,
  where: 'thread' | 'link',
  cardUrl: string | undefined,
  drawing: UnfurlDrawing,
): CardMessage {
  const { now, links, log } = drawing;
  const actions = new Set(where === 'thread' ? inThread : inPlace);
  return richOrPlain(
    () => unfurlCard(snapshot, { now: now(), links, actions, ...(cardUrl !== undefined && { cardUrl }) }),
    () => plainCard(snapshot.record),
    (error) => log.error('unfurl could not be drawn, posting the plain card', { arn: snapshot.record.arn.arn, error }),
  );
}
