import type { ButtonName } from '../../actions.ts';
import { moreTitle } from '../../cards/modals/more-modal.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { planArnOf } from '../../incidents/arn.ts';
import { showIncident } from '../channel/show-incident.ts';
import { unwatchHere, watchHere } from '../channel/watch-here.ts';
import { openForm, openStartForm } from '../forms/open-form.ts';
import { withModal } from '../forms/with-modal.ts';
import { chartIncident } from '../reports/chart-incident.ts';
import { reportIncident } from '../reports/report-incident.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { isShownHere } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { clickedStatus } from './change-status.ts';
import { type Click, interactionOf } from './click.ts';
import { loadDetails, loadMore, loadRelated, loadTimeline } from './open-modal.ts';
import { refresh } from './refresh.ts';

type Handler = (click: Click, services: Services) => Promise<void>;

/** A click on a link needs no answer. */
type ClickName = Exclude<ButtonName, 'console'>;

const handlers: Readonly<Record<ClickName, Handler>> = {
  refresh,
  // In the App Home there is no channel to show a card in.
  open: ({ arn, requester, place }, services) =>
    requester.channel === ''
      ? withModal(services, place, 'Details', () => loadDetails(arn, services))
      : showIncident(arn, requester, services),
  async bring({ arn, requester }, services) {
    if (!(await isShownHere(arn, requester, services))) return;
    const shown = await services.cards.bringDown(requester.channel, await readWithPeople(services, arn));
    if (shown.how === 'shared') throw sharedChannel(arn.arn);
  },
  watch: ({ arn, requester }, services) => watchHere(arn, requester, services),
  unwatch: ({ arn, requester }, services) => unwatchHere(arn, requester, services),
  timeline: ({ arn, place }, services) => withModal(services, place, 'Timeline', () => loadTimeline(arn, services)),
  details: ({ arn, place }, services) => withModal(services, place, 'Details', () => loadDetails(arn, services)),
  related: ({ arn, place }, services) => withModal(services, place, 'Related items', () => loadRelated(arn, services)),
  more: ({ arn, requester, place }, services) =>
    withModal(services, place, moreTitle, () => loadMore(arn, requester.channel, services)),
  start: ({ arn, requester, place }, services) => openStartForm({ requester, place, plan: planArnOf(arn) }, services),
  report: (click, services) => reportIncident(services, interactionOf(click, services.now()), click.arn),
  chart: (click, services) => chartIncident(services, interactionOf(click, services.now()), click.arn),
  note: (click, services) => openForm('note', click, services),
  edit: (click, services) => openForm('edit', click, services),
  relate: (click, services) => openForm('relate', click, services),
  engage: (click, services) => openForm('engage', click, services),
  approve: (click, services) => openForm('approve', click, services),
  resolve: (click, services) => clickedStatus('resolve', click, services),
  reopen: (click, services) => clickedStatus('reopen', click, services),
};

/** What a click on an incident's card, or on anything else about it, can ask for. */
export const clickable = Object.keys(handlers) as ClickName[];

/** Does what a click on a card asks for. @throws AppError what the person is told */
export async function clicked(click: Click, services: Services): Promise<void> {
  await handlers[click.action as ClickName]?.(click, services);
}
