import type { ButtonName } from '../../actions.ts';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { plainCard, richOrPlain } from '../../cards/surfaces/render-card.ts';
import { unfurlCard } from '../../cards/surfaces/unfurl-card.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import type { Services } from '../services.ts';

type Drawing = Pick<Services, 'now' | 'links' | 'log'>;

/** Buttons of an answer in a thread. */
const inThread: readonly ButtonName[] = ['open', 'refresh'];
/** Buttons on somebody else's message: Slack itself refreshes those. */
const inPlace: readonly ButtonName[] = ['open'];

/**
 * The compact card, or the plain one when drawing it fails.
 * @param where in a thread of its own, or in place of a link
 */
export function drawUnfurl(
  snapshot: IncidentSnapshot,
  where: 'thread' | 'link',
  cardUrl: string | undefined,
  drawing: Drawing,
): CardMessage {
  const { now, links, log } = drawing;
  const actions = new Set(where === 'thread' ? inThread : inPlace);
  return richOrPlain(
    () => unfurlCard(snapshot, { now: now(), links, actions, ...(cardUrl !== undefined && { cardUrl }) }),
    () => plainCard(snapshot.record),
    (error) => log.error('unfurl could not be drawn, taking the plain card', { arn: snapshot.record.arn.arn, error }),
  );
}
