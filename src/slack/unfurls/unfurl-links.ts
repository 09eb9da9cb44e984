import type { ChatUnfurlArguments } from '@slack/web-api';
import type { ButtonName } from '../../actions.ts';
import { errorCard, lineCard } from '../../cards/surfaces/line-card.ts';
import { workObject } from '../../cards/surfaces/work-object.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { tell } from '../requester/requester.ts';
import { isShownHere, type Showing } from '../requester/shown-here.ts';
import { decodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from '../targets/incident-target.ts';
import { drawUnfurl } from './draw-unfurl.ts';
import type { IncidentLink } from './read-links.ts';
import { tellShared } from './tell-shared.ts';

/** Links about incidents that somebody posted, or types. */
export interface SharedLinks {
  links: readonly IncidentLink[];
  user: string;
  /** `undefined` while the message is being written. */
  channel?: string;
  /** How Slack wants the answer addressed. */
  target: { unfurl_id: string; source: 'composer' | 'conversations_history' } | { channel: string; ts: string };
  /** What the event's envelope says of the channel. */
  external: boolean;
  /** Slack asks for an unfurl again: nobody waits for it. */
  refresh: boolean;
  /** Whether the person may be told something where the links are. */
  member: boolean;
}

interface Read {
  url: string;
  view: IncidentSnapshot;
  cardUrl?: string;
}

type Unfurling = Showing & Pick<Services, 'incidents' | 'settings' | 'unfurls' | 'tellOnce' | 'log'>;

/** A message with more links has the rest as they are. */
const mostLinks = 5;

/** Answers that say something about the message, not about the unfurl. */
const quietRefusals = new Set([
  'cannot_unfurl_url',
  'cannot_unfurl_message',
  'cannot_unfurl',
  'cannot_prompt',
  'cannot_find_channel',
  'cannot_find_message',
  'cannot_find_service',
  'invalid_unfurl_id',
  'channel_not_found',
  'message_not_found',
  'not_in_channel',
  'is_archived',
]);

/** Told once, and directly: the app is not in the channel. */
const unknownHere =
  'I can’t tell who else reads the channel where you posted a link to an incident, so I leave such links there as they are. Invite me with /invite to change that.';

/** What a link's unfurl offers; what is not there yet is left out by the card. */
const linkActions: readonly ButtonName[] = ['open', 'watch', 'timeline', 'details', 'note'];

/**
 * Unfurls links in place: as Work Objects, or as the compact card where Slack refuses those.
 * @throws AppError only for a passing fault; what could be read is shown by then
 */
export async function unfurlLinks(shared: SharedLinks, services: Unfurling): Promise<void> {
  const { channel, external } = shared;
  const wanted = channel === undefined ? !external : (await services.settings.get(channel)).unfurl;
  if (!wanted) return;
  const tries = shared.links.slice(0, mostLinks).map((link) => read(link, shared, services));
  const settled = await Promise.allSettled(tries);
  const found = settled.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []));
  if (found.length > 0) await unfurl(shared, found, services);
  const faults = settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  // Links that fail alike are told of once.
  for (const fault of new Map(faults.map((each) => [String(each), each])).values()) {
    await explain(fault, shared, services);
  }
}

/** @returns `undefined` where the channel may not show it */
async function read(
  { url, target }: IncidentLink,
  shared: SharedLinks,
  services: Unfurling,
): Promise<Read | undefined> {
  const { channel } = shared;
  const arn = await resolveTarget(target, services.incidents);
  // A message that is being written is seen by its author alone.
  if (channel !== undefined && !(await isUnfurledIn(channel, arn, shared, services))) return undefined;
  const snapshot = await readWithPeople(services, arn);
  const cardUrl = channel === undefined ? undefined : await services.unfurls.cardUrl(channel, arn.arn);
  return { url, view: snapshot, ...(cardUrl !== undefined && { cardUrl }) };
}

async function isUnfurledIn(
  channel: string,
  arn: IncidentArn,
  shared: SharedLinks,
  services: Unfurling,
): Promise<boolean> {
  const shown = await services.gate.shownTo({ incident: arn.arn }, channel);
  if (shown === 'channel') return true;
  const requester = { user: shared.user, channel };
  if (shared.refresh) return false;
  if (shown === 'refuse') await tellShared(requester, arn.arn, services);
  // Elsewhere each link would become a direct message.
  else if (shared.member) await isShownHere(arn, requester, services);
  else await services.tellOnce(requester, 'unknown', lineCard(unknownHere));
  return false;
}

async function unfurl(
  shared: SharedLinks,
  found: readonly Read[],
  services: Pick<Unfurling, 'slack' | 'permissions' | 'now' | 'links' | 'log'>,
): Promise<void> {
  const { now, actions } = cardOptions(services);
  const entities = found.map(({ url, view: snapshot, cardUrl }) => {
    const offered = linkActions.filter((name) => actions.has(name) && (name !== 'open' || cardUrl === undefined));
    return workObject(snapshot, { now, url: decodeSlackText(url), postedUrl: url, actions: new Set(offered) });
  });
  const refused = await call({ ...shared.target, metadata: { entities } }, services);
  if (refused === undefined || quietRefusals.has(refused)) return;
  services.log.debug('Slack takes no Work Object here, taking blocks', { code: refused });
  const unfurls = Object.fromEntries(
    found.map(({ url, view: snapshot, cardUrl }) => [
      url,
      { blocks: drawUnfurl(snapshot, 'link', cardUrl, services).blocks },
    ]),
  );
  const again = await call({ ...shared.target, unfurls }, services);
  if (again !== undefined && !quietRefusals.has(again)) services.log.warn('link not unfurled', { code: again });
}

/** After these the unfurl may still be taken in another form. */
const noUnfurl: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['slack_refused', 'slack_unknown_error']);

/** @returns Slack's code when it says no. @throws AppError for a passing fault, or the app's own */
async function call(
  request: ChatUnfurlArguments,
  { slack, log }: Pick<Unfurling, 'slack' | 'log'>,
): Promise<string | undefined> {
  try {
    await slack.chat.unfurl(request);
    return undefined;
  } catch (error) {
    const code = slackCode(error);
    const fault = toSlackError(error);
    if (code === undefined || !noUnfurl.has(fault.code)) throw fault;
    if (quietRefusals.has(code)) log.debug('link left as it is', { code });
    return code;
  }
}

/** Tells whoever posted a link why it stays as it is, where that is of use. */
async function explain(fault: unknown, shared: SharedLinks, services: Pick<Unfurling, 'slack' | 'log'>): Promise<void> {
  if (!(fault instanceof AppError) || fault.transient) throw fault;
  const { user, channel, member, refresh } = shared;
  services.log.debug('link left as it is', { channel, code: fault.code, reason: fault.message });
  if (channel !== undefined && member && !refresh) await tell(services.slack, { user, channel }, errorCard(fault));
}
