import type { App, BlockAction } from '@slack/bolt';
import { inBatches } from '../batches.ts';
import { elementIds } from '../cards/block-kit/action-ids.ts';
import type { CardHome } from '../cards/block-kit/blocks.ts';
import { type HomeOptions, homeLoading, homeView } from '../cards/surfaces/home-view.ts';
import { byUrgency, type ListedIncident } from '../cards/words/incident-line.ts';
import { AppError } from '../errors.ts';
import { gapLine } from '../incidents/gap.ts';
import type { Watch } from '../incidents/watch.ts';
import { expectedPostMs } from '../watches/with-watches.ts';
import { toSlackError } from '../web-api/fault.ts';
import { missingScopes, optionalScopes } from '../web-api/scopes.ts';
import { cardOptions } from './channel/draw-card.ts';
import { withOwnParts } from './people/own-incidents.ts';
import type { Services } from './services.ts';

type HomeServices = Pick<
  Services,
  | 'slack'
  | 'incidents'
  | 'watches'
  | 'digests'
  | 'cardStore'
  | 'writer'
  | 'permissions'
  | 'responders'
  | 'findContactUser'
  | 'queue'
  | 'setup'
  | 'readOnCallChecks'
  | 'homeScopes'
  | 'links'
  | 'now'
  | 'log'
>;

/** How long the optional scopes that a user's workspace left out are remembered, in milliseconds. */
const scopesKnownMs = 86_400_000;

/**
 * Publishes a user's App Home: open incidents, those that they follow, what they may do, and the app's setup. Errors are
 * shown there.
 * @param blank whether the Home is still empty: then a loading view is published first
 * @throws AppError only for errors of Slack
 */
export async function publishHome(user: string, services: HomeServices, blank = false): Promise<void> {
  if (blank) await publish(user, homeLoading(services.setup), services);
  const known = services.homeScopes.get(user) ?? [];
  const [{ open, channels, trouble }, canWrite, deadLetters, onCall] = await Promise.all([
    openIncidents(user, services),
    services.permissions.mayWrite(user),
    countDeadLetters(services),
    services.readOnCallChecks(),
  ]);
  const { now, actions } = cardOptions(services);
  const options: HomeOptions = {
    now,
    open,
    canWrite,
    deadLetters,
    digests: await digestsOf(channels, services),
    setup: [...services.setup, ...onCall],
    actions,
    ...(trouble && { trouble }),
  };
  await publish(user, homeView({ ...options, missing: abilitiesOf(known) }), services);
  const missing = services.homeScopes.get(user) ?? [];
  if (String(missing) !== String(known))
    await publish(user, homeView({ ...options, missing: abilitiesOf(missing) }), services);
}

const abilitiesOf = (missing: readonly string[]) =>
  missing.map((scope) => ({ scope, brings: optionalScopes[scope]?.brings ?? '' }));

/** Slack's answer names the scopes of the user's workspace, which the next Home of this user shows. */
async function publish(user: string, view: CardHome, services: Pick<HomeServices, 'slack' | 'homeScopes'>) {
  try {
    const { response_metadata: metadata } = await services.slack.views.publish({ user_id: user, view });
    services.homeScopes.set(user, missingScopes(metadata?.scopes), scopesKnownMs);
  } catch (error) {
    throw toSlackError(error);
  }
}

/** The number of dead letters; 0 if the queue does not answer, which `/incident doctor` and `/healthz` report. */
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
): Promise<{ open: ListedIncident[]; channels: ReadonlySet<string>; trouble?: string }> {
  try {
    const listed = await services.incidents.listIncidents({ status: 'OPEN' });
    const trouble = gapLine(listed.gaps);
    const own = await withOwnParts(user, listed.incidents.sort(byUrgency), services);
    const followed = await followedBy(user, own, services);
    return { ...followed, ...(trouble && { trouble }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { open: [], channels: new Set(), trouble: `The incidents could not be read: ${error.message}` };
  }
}

const mostDigests = 10;

async function digestsOf(channels: ReadonlySet<string>, { digests }: Pick<HomeServices, 'digests'>) {
  const read = await inBatches([...channels].slice(0, mostDigests), 5, (channel) => digests.get(channel));
  return read.flatMap((stored) => (stored ? [{ channel: stored.digest.channel, atMs: stored.digest.nextMs }] : []));
}

/** Registers the listeners of the App Home. */
export function listenForHome(bolt: App, services: HomeServices): void {
  bolt.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await publishHome(event.user, services, event.view === undefined);
  });

  bolt.action<BlockAction>(elementIds.homeRefresh, async ({ body }) => {
    await publishHome(body.user.id, services);
  });
}

type Needed = Pick<Services, 'watches' | 'cardStore' | 'writer'>;

/** The number of incidents whose watches are read: more than the App Home shows. */
const checked = 200;
/** The number of incidents whose card is linked. */
const linked = 20;

/**
 * Marks the incidents that a user follows: those watched in a channel where they started a watch.
 * @param incidents sorted, the most urgent first
 * @returns `channels`: the user's channels, by their watches
 */
export async function followedBy(
  user: string,
  incidents: readonly ListedIncident[],
  services: Needed,
): Promise<{ open: ListedIncident[]; channels: ReadonlySet<string> }> {
  const watched = await inBatches(incidents.slice(0, checked), 20, async ({ arn }) =>
    (await services.watches.ofIncident(arn.arn)).map(({ watch }) => watch),
  );
  const channels = new Set(watched.flat().flatMap(({ by, channel }) => (by === user ? [channel] : [])));
  let links = linked;
  const open = await Promise.all(
    incidents.map(async (incident, index): Promise<ListedIncident> => {
      const own = (watched[index] ?? []).filter(({ channel }) => channels.has(channel));
      const [first] = own;
      if (first === undefined) return incident;
      links -= 1;
      const cardUrl = links < 0 ? undefined : await cardLink(first, services);
      const posts = own.map(expectedPostMs).filter((ms) => ms !== undefined);
      const next = posts.length === 0 ? undefined : Math.min(...posts);
      return {
        ...incident,
        watched: true,
        ...(next !== undefined && { nextPostAtMs: next }),
        ...(cardUrl !== undefined && { cardUrl }),
      };
    }),
  );
  return { open, channels };
}

async function cardLink({ arn, channel }: Watch, { cardStore, writer }: Needed): Promise<string | undefined> {
  const ts = (await cardStore.get(arn, channel))?.card.ts;
  return ts === undefined ? undefined : writer.link(channel, ts);
}
