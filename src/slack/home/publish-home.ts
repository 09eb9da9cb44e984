import type { App, BlockAction } from '@slack/bolt';
import { elementIds } from '../../cards/block-kit/action-ids.ts';
import type { CardHome } from '../../cards/block-kit/blocks.ts';
import { homeLoading, homeView } from '../../cards/surfaces/home-view.ts';
import { byUrgency, type ListedIncident } from '../../cards/words/incident-line.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { toSlackError } from '../../web-api/fault.ts';
import { cardOptions } from '../channel/draw-card.ts';
import type { Services } from '../services.ts';
import { followedBy } from './followed-by.ts';

type HomeServices = Pick<
  Services,
  | 'slack'
  | 'incidents'
  | 'watches'
  | 'cardStore'
  | 'writer'
  | 'permissions'
  | 'queue'
  | 'setup'
  | 'links'
  | 'now'
  | 'log'
>;

/**
 * Fills a person's App Home anew: what is open, what they follow, what they may do, how the app is set up. What cannot
 * be read is said there.
 * @param blank whether there is nothing yet: then what is known at once comes first
 * @throws AppError only for faults of Slack
 */
export async function publishHome(user: string, services: HomeServices, blank = false): Promise<void> {
  if (blank) await publish(user, homeLoading(services.setup), services);
  const [{ open, trouble }, canWrite, deadLetters] = await Promise.all([
    openIncidents(user, services),
    services.permissions.mayWrite(user),
    countDeadLetters(services),
  ]);
  const { now, actions } = cardOptions(services);
  const view = homeView({
    now,
    open,
    canWrite,
    deadLetters,
    setup: services.setup,
    actions,
    ...(trouble && { trouble }),
  });
  await publish(user, view, services);
}

async function publish(user: string, view: CardHome, { slack }: Pick<HomeServices, 'slack'>): Promise<void> {
  await slack.views.publish({ user_id: user, view }).catch((error: unknown) => {
    throw toSlackError(error);
  });
}

/** Without an answer of the queue the Home says nothing of them: `/incident doctor` and `/healthz` tell why. */
async function countDeadLetters({ queue, log }: Pick<Services, 'queue' | 'log'>): Promise<number> {
  try {
    return (await queue.stats()).parked;
  } catch (error) {
    log.debug('dead letters could not be counted', { error });
    return 0;
  }
}

async function openIncidents(
  user: string,
  services: HomeServices,
): Promise<{ open: ListedIncident[]; trouble?: string }> {
  try {
    const listed = await services.incidents.listIncidents({ status: 'OPEN' });
    const trouble = gapLine(listed.gaps);
    const open = await followedBy(user, listed.incidents.sort(byUrgency), services);
    return { open, ...(trouble && { trouble }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { open: [], trouble: `The incidents could not be read: ${error.message}` };
  }
}

/** Connects the App Home to what fills it. */
export function listenForHome(bolt: App, services: HomeServices): void {
  bolt.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await publishHome(event.user, services, event.view === undefined);
  });

  bolt.action<BlockAction>(elementIds.homeRefresh, async ({ body }) => {
    await publishHome(body.user.id, services);
  });
}
