import type { ActionName } from '../../cards/action-ids.ts';
import type { Services } from '../services.ts';
import { showIncident } from '../show-incident.ts';
import { withModal } from '../with-modal.ts';
import type { Click } from './click.ts';
import { loadDetails, loadRelated, loadTimeline } from './open-modal.ts';
import { refresh } from './refresh.ts';

type Handler = (click: Click, services: Services) => Promise<void>;

const handlers: Partial<Record<ActionName, Handler>> = {
  refresh,
  open: ({ arn, asker }, services) => showIncident(arn, asker, services),
  async bring({ arn, asker }, services) {
    await services.cards.bringDown(asker.channel, await services.readView(arn));
  },
  timeline: ({ arn, place }, services) => withModal(services, place, 'Timeline', () => loadTimeline(arn, services)),
  details: ({ arn, place }, services) => withModal(services, place, 'Details', () => loadDetails(arn, services)),
  related: ({ arn, place }, services) => withModal(services, place, 'Related items', () => loadRelated(arn, services)),
};

/** Does what a click on a card asks for. @throws AppError what the person is told */
export async function clicked(click: Click, services: Services): Promise<void> {
  await handlers[click.action]?.(click, services);
}
