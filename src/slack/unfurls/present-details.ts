import type { EntityPresentDetailsArguments } from '@slack/web-api';
import type { ButtonName } from '../../actions.ts';
import { workObject } from '../../cards/surfaces/work-object.ts';
import { within } from '../../deadline.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import { parseConsoleLink } from '../../incidents/read-console-link.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { decodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from '../targets/incident-target.ts';
import { incidentIn } from './read-links.ts';

/** Somebody opens a Work Object's details beside the conversation. */
export interface DetailsRequest {
  user: string;
  triggerId: string;
  /** The ARN; absent where the details are opened from outside of a message. */
  externalId?: string;
  /** The object's own address. */
  url: string;
  /** Absent outside of a message. */
  channel?: string;
}

type Shown = Pick<EntityPresentDetailsArguments, 'metadata' | 'error'>;

type PaneServices = Pick<
  Services,
  | 'slack'
  | 'gate'
  | 'permissions'
  | 'panes'
  | 'incidents'
  | 'readSnapshot'
  | 'readEngagements'
  | 'links'
  | 'now'
  | 'log'
>;

/** How long people look at an empty pane, in milliseconds. */
const patienceMs = 10_000;
/** What needs a channel to happen in. */
const inChannel: readonly ButtonName[] = ['open', 'watch'];

/**
 * Shows one person an incident as it is now, to be edited by those who may. What cannot be read is said in the pane:
 * nobody else sees it.
 * @throws AppError only for faults of Slack
 * @see https://docs.slack.dev/reference/methods/entity.presentDetails
 */
export async function presentDetails(request: DetailsRequest, services: PaneServices): Promise<void> {
  const trigger_id = request.triggerId;
  await present(services, { trigger_id, ...(await details(request, services)) });
}

async function details(request: DetailsRequest, services: PaneServices): Promise<Shown> {
  const { channel = '', user } = request;
  try {
    const arn = await incidentOf(request, services);
    // The pane stands for what the channel shows.
    if ((await services.gate.shownTo({ incident: arn.arn }, channel)) === 'refuse') throw sharedChannel(arn.arn);
    const snapshot = await within(patienceMs, readWithPeople(services, arn));
    if (snapshot === undefined) return { error: { status: 'timeout' } };
    const editable = await services.permissions.mayWrite(user);
    if (editable) await services.panes.showed(user, snapshot.record);
    const { now, actions } = cardOptions(services);
    const offered = [...actions].filter((name) => channel !== '' || !inChannel.includes(name));
    return { metadata: workObject(snapshot, { now, url: request.url, actions: new Set(offered), editable }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('details could not be shown', { code: error.code, reason: error.message });
    return { error: paneError(error) };
  }
}

async function incidentOf(
  { externalId = '', url }: DetailsRequest,
  { incidents }: Pick<Services, 'incidents'>,
): Promise<IncidentArn> {
  const known = parseIncidentArn(externalId);
  if (known !== undefined) return known;
  const target = incidentIn(parseConsoleLink(decodeSlackText(url)));
  if (target !== undefined) return resolveTarget(target, incidents);
  throw new AppError('not_an_arn', 'That link names no incident. /incident list shows those there are.');
}

const restricted: ReadonlySet<string> = new Set(['account_not_allowed', 'access_denied', 'shared_channel']);

/** Slack has words of its own for some states; for the others we say what to do next. */
function paneError(error: AppError): NonNullable<Shown['error']> {
  if (error.code === 'no_such_incident') return { status: 'not_found' };
  if (error.transient && error.code !== 'throttled') return { status: 'timeout' };
  const title = restricted.has(error.code) ? 'The app may not show this' : 'The details cannot be shown';
  return { status: 'custom', custom_title: title, custom_message: error.message };
}

/**
 * Shows something in a person's details pane. A pane that is closed by now is nobody's business.
 * @throws AppError when Slack did not answer
 */
export async function present(
  { slack, log }: Pick<Services, 'slack' | 'log'>,
  shown: EntityPresentDetailsArguments,
): Promise<void> {
  try {
    await slack.entity.presentDetails(shown);
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    log.debug('details not shown', { code: fault.code, reason: fault.message });
  }
}
