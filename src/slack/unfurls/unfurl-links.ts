import type { ChatUnfurlArguments } from '@slack/web-api';
import type { ButtonName } from '../../actions/actions.ts';
import { errorCard, lineCard } from '../../cards/surfaces/line-card.ts';
import { workObject } from '../../cards/surfaces/work-object.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { metadataWarning, slackCode, toSlackError } from '../../web-api/fault.ts';
import { cardOptions, drawUnfurl } from '../channel/draw-card.ts';
import type { IncidentLink } from '../message-events.ts';
import { tell } from '../requester/requester.ts';
import { isShownHere, readWithNotes, type Showing, tellShared } from '../requester/shown-here.ts';
import { decodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from '../targets/incident-target.ts';

/** Links to incidents in a posted message, or in one that is being written. */
export interface SharedLinks {
  links: readonly IncidentLink[];
  user: string;
  /** `undefined` while the message is being written. */
  channel?: string;
  /** The arguments of `chat.unfurl` that identify the message. */
  target: { unfurl_id: string; source: 'composer' | 'conversations_history' } | { channel: string; ts: string };
  /** Whether the channel is shared with another organisation, by the event's envelope. */
  external: boolean;
  /** Slack refreshes an existing unfurl: no one is waiting for it. */
  refresh: boolean;
  /** Whether the app is a member of the channel, so that it can post an ephemeral message there. */
  member: boolean;
}

interface ReadLink {
  url: string;
  snapshot: IncidentSnapshot;
  cardUrl?: string;
}

/** The services that unfurling links takes. */
export type Unfurling = Showing &
  Pick<Services, 'readNotes' | 'shownVersions' | 'incidents' | 'settings' | 'unfurls' | 'notifyOnce' | 'log'>;

/** More links than this in one message are left as they are. */
const mostLinks = 5;

/** Errors of Slack about the message rather than the unfurl. */
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

/** Sent once, as a direct message, because the app is not in the channel. */
const unknownHere =
  "I can't tell who else reads the channel where you posted a link to an incident, so links to incidents are not unfurled there. Invite me with /invite to change that.";

/** The buttons of an unfurled link. */
const linkActions: readonly ButtonName[] = ['open', 'watch', 'timeline', 'details', 'note', 'edit'];

/**
 * Unfurls links in place: as Work Objects, or as compact cards where Slack rejects those.
 * @throws AppError only for a transient failure, after the links that could be read are unfurled
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
  // The same error of several links is explained once.
  for (const fault of new Map(faults.map((each) => [String(each), each])).values()) {
    await explain(fault, shared, services);
  }
}

/** @returns `undefined` when the channel may not show the incident */
async function read(
  { url, target }: IncidentLink,
  shared: SharedLinks,
  services: Unfurling,
): Promise<ReadLink | undefined> {
  const { channel } = shared;
  const arn = await resolveTarget(target, services.incidents);
  // Only its author sees a message that is being written.
  if (channel !== undefined && !(await isUnfurledIn(channel, arn, shared, services))) return undefined;
  const snapshot = await readWithNotes(services, arn);
  const cardUrl = channel === undefined ? undefined : await services.unfurls.cardUrl(channel, arn.arn);
  return { url, snapshot, ...(cardUrl !== undefined && { cardUrl }) };
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
  // Where the app is not a member, each link would cause a direct message.
  else if (shared.member) await isShownHere(arn, requester, services);
  else await services.notifyOnce(requester, 'unknown', lineCard(unknownHere));
  return false;
}

async function unfurl(
  shared: SharedLinks,
  found: readonly ReadLink[],
  services: Pick<Unfurling, 'slack' | 'permissions' | 'now' | 'links' | 'log'>,
): Promise<void> {
  const { now, actions } = cardOptions(services);
  const entities = found.map(({ url, snapshot, cardUrl }) => {
    const offered = linkActions.filter((name) => actions.has(name) && (name !== 'open' || cardUrl === undefined));
    return workObject(snapshot, { now, url: decodeSlackText(url), postedUrl: url, actions: new Set(offered) });
  });
  const refused = await call({ ...shared.target, metadata: { entities } }, services);
  if (refused === undefined || quietRefusals.has(refused)) return;
  services.log.debug('Slack rejected the Work Object, unfurling with blocks', { code: refused });
  const unfurls = Object.fromEntries(
    found.map(({ url, snapshot, cardUrl }) => [
      url,
      { blocks: drawUnfurl(snapshot, 'link', cardUrl, services).blocks },
    ]),
  );
  const again = await call({ ...shared.target, unfurls }, services);
  if (again !== undefined && !quietRefusals.has(again)) services.log.warn('link not unfurled', { code: again });
}

/** Errors after which Slack may still accept the unfurl in another form. */
const rejections: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['slack_refused', 'slack_unknown_error']);

/** @returns Slack's error code when it rejects the unfurl, or its warning when it leaves out the metadata. @throws AppError for any other failure */
async function call(
  request: ChatUnfurlArguments,
  { slack, log }: Pick<Unfurling, 'slack' | 'log'>,
): Promise<string | undefined> {
  try {
    return metadataWarning(await slack.chat.unfurl(request));
  } catch (error) {
    const code = slackCode(error);
    const fault = toSlackError(error);
    if (code === undefined || !rejections.has(fault.code)) throw fault;
    if (quietRefusals.has(code)) log.debug('link not unfurled', { code });
    return code;
  }
}

/** Explains to the author why a link was not unfurled, where an ephemeral message can be posted. */
async function explain(fault: unknown, shared: SharedLinks, services: Pick<Unfurling, 'slack' | 'log'>): Promise<void> {
  if (!(fault instanceof AppError) || fault.transient) throw fault;
  const { user, channel, member, refresh } = shared;
  services.log.debug('link not unfurled', { channel, code: fault.code, reason: fault.message });
  if (channel !== undefined && member && !refresh) await tell(services.slack, { user, channel }, errorCard(fault));
}
