import type { ButtonName, OpsItemButton } from '../../actions/actions.ts';
import { moreTitle } from '../../cards/modals/more-modal.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { planArnOf } from '../../incidents/naming/arn.ts';
import { respondTo } from '../../web-api/respond.ts';
import { clickCatchUp } from '../catch-up/catch-up.ts';
import { drawAnswer } from '../channel/draw-card.ts';
import { showIncident } from '../channel/show-incident.ts';
import { unwatchHere, watchHere } from '../channel/watch-here.ts';
import { openForm, openShowForm, openStartForm } from '../forms/open-form.ts';
import { withModal } from '../forms/with-modal.ts';
import { mitigate } from '../investigations/investigate.ts';
import { sayOnIt, takeLead } from '../people/click-responders.ts';
import { chartIncident } from '../reports/chart-incident.ts';
import { reportIncident } from '../reports/report-incident.ts';
import { isShownHere, readWithPeople, type Showing } from '../requester/shown-here.ts';
import { keepRoomClick, roomClick } from '../rooms/room-command.ts';
import type { Services } from '../services.ts';
import { answerClick, handleStatusClick } from './change-status.ts';
import { authorizedClick, type Click, interactionOf } from './click.ts';
import { loadDetails, loadMore, loadRelated, loadTimeline } from './open-modal.ts';

type Handler = (click: Click, services: Services) => Promise<void>;

/** A click on a link needs no answer; those of OpsItems have handlers of their own. */
type ClickName = Exclude<ButtonName, 'console' | OpsItemButton>;

const handlers: Readonly<Record<ClickName, Handler>> = {
  refresh,
  // The App Home is no channel: a form asks for one.
  open: (click, services) =>
    click.requester.channel === '' ? openShowForm(click, services) : showIncident(click.arn, click.requester, services),
  async bring({ arn, requester }, services) {
    if (!(await isShownHere(arn, requester, services))) return;
    const shown = await services.cards.bringDown(requester.channel, await readWithPeople(services, arn));
    if (shown.how === 'shared') throw sharedChannel(arn.arn);
  },
  watch: ({ arn, requester }, services) => watchHere(arn, requester, services),
  unwatch: ({ arn, requester }, services) => unwatchHere(arn, requester, services),
  timeline: ({ arn, place }, services) => withModal(services, place, 'Timeline', () => loadTimeline(arn, services)),
  catchup: clickCatchUp,
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
  room: roomClick,
  keepRoom: keepRoomClick,
  lead: takeLead,
  onit: sayOnIt,
  approve: (click, services) => openForm('approve', click, services),
  investigate: (click, services) => openForm('investigate', click, services),
  async mitigate(click, services) {
    const interaction = await authorizedClick(click, services);
    await answerClick(services, click, lineCard(await mitigate(services, interaction, click.arn)));
  },
  resolve: (click, services) => handleStatusClick('resolve', click, services),
  reopen: (click, services) => handleStatusClick('reopen', click, services),
};

/** The names of the buttons that have a handler. */
export const clickable = Object.keys(handlers) as ClickName[];

/** Carries out a click on a button of an incident. @throws AppError whose message the requester gets */
export async function handleClick(click: Click, services: Services): Promise<void> {
  await handlers[click.action as ClickName]?.(click, services);
}

/** Reads the incident and redraws the card, or the answer in a thread, that was clicked. */
export async function refresh(
  { arn, requester, messageTs, inThread }: Click,
  services: Showing & Pick<Services, 'cards' | 'unfurls' | 'log'>,
): Promise<void> {
  const { channel, responseUrl } = requester;
  if (!(await isShownHere(arn, requester, services))) return;
  const snapshot = await readWithPeople(services, arn);
  if (inThread && messageTs !== undefined) return services.unfurls.redraw(channel, messageTs, snapshot);
  // The store may not know the card (a new store): adopted, it is not posted a second time.
  if (messageTs !== undefined) await services.cards.adopt(channel, arn.arn, messageTs);
  const shown = await services.cards.show(channel, snapshot);
  if (shown.how === 'shared') throw sharedChannel(arn.arn);
  // A card that was posted through a command's `response_url` can only be updated through the click's.
  if (shown.how === 'refused' && responseUrl !== undefined) {
    await respondTo(responseUrl, { ...drawAnswer(snapshot, services), replace_original: true });
  }
}
