import type { ViewSubmitAction } from '@slack/bolt';
import type { EntityPresentDetailsArguments } from '@slack/web-api';
import type { ButtonName } from '../../actions/actions.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { cardEntity, type WorkObject, workObject } from '../../cards/surfaces/work-object.ts';
import { within } from '../../deadline.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import { parseConsoleLink } from '../../incidents/naming/read-console-link.ts';
import { isSlackRefusal, metadataRefusal, toSlackError } from '../../web-api/fault.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { type EditSaving, submitEdit } from '../forms/edit.ts';
import { fingerprint } from '../forms/form-metadata.ts';
import { parseSubmission, type Submission, staleForm } from '../forms/submission.ts';
import { incidentIn } from '../message-events.ts';
import { orAlreadyWritten, shouldReport } from '../requester/failures.ts';
import { readWithNotes } from '../requester/shown-here.ts';
import { decodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from '../targets/incident-target.ts';
import type { SeenInPane } from './pane-memory.ts';

/** A user opened the details pane of a Work Object. */
export interface DetailsRequest {
  user: string;
  triggerId: string;
  /** The ARN; absent when the pane was not opened from a message. */
  externalId?: string;
  /** The URL of the Work Object. */
  url: string;
  /** Absent when the pane was not opened from a message. */
  channel?: string;
}

interface Shown extends Pick<EntityPresentDetailsArguments, 'metadata' | 'error'> {
  /** What is shown if Slack refuses `metadata`. */
  plain?: WorkObject;
}

/** The services that filling the details pane takes. */
export type PaneServices = Pick<
  Services,
  | 'slack'
  | 'gate'
  | 'permissions'
  | 'panes'
  | 'incidents'
  | 'readSnapshot'
  | 'readEngagements'
  | 'readNotes'
  | 'shownVersions'
  | 'links'
  | 'now'
  | 'log'
>;

/** The most time that a pane is left empty, in milliseconds. */
const timeoutMs = 10_000;
/** Buttons that need a channel. */
const inChannel: readonly ButtonName[] = ['open', 'watch'];

/**
 * Fills the details pane with the current incident; editors can edit it there. An error is shown in the pane.
 * @throws AppError only for errors of Slack
 * @see https://docs.slack.dev/reference/methods/entity.presentDetails
 */
export async function presentDetails(request: DetailsRequest, services: PaneServices): Promise<void> {
  const trigger_id = request.triggerId;
  const { plain, ...shown } = await details(request, services);
  const refused = await present(services, { trigger_id, ...shown });
  if (refused && plain) await present(services, { trigger_id, metadata: plain });
}

async function details(request: DetailsRequest, services: PaneServices): Promise<Shown> {
  const { channel = '', user } = request;
  try {
    const arn = await incidentOf(request, services);
    // The pane follows the rules of the channel it was opened in.
    if ((await services.gate.shownTo({ incident: arn.arn }, channel)) === 'refuse') throw sharedChannel(arn.arn);
    const snapshot = await within(timeoutMs, readWithNotes(services, arn));
    if (snapshot === undefined) return { error: { status: 'timeout' } };
    const editable = await services.permissions.mayWrite(user);
    if (editable) await services.panes.showed(user, snapshot.record);
    const { now, actions } = cardOptions(services);
    const offered = [...actions].filter((name) => channel !== '' || !inChannel.includes(name));
    const options = { now, url: request.url, actions: new Set(offered), editable };
    return { metadata: workObject(snapshot, options), plain: cardEntity(snapshot, request.url) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('details could not be shown', { code: error.code, reason: error.message });
    return { error: paneError(error) };
  }
}

export async function incidentOf(
  { externalId = '', url }: Pick<DetailsRequest, 'externalId' | 'url'>,
  { incidents }: Pick<Services, 'incidents'>,
): Promise<IncidentArn> {
  const known = parseIncidentArn(externalId);
  if (known !== undefined) return known;
  const target = incidentIn(parseConsoleLink(decodeSlackText(url)));
  if (target !== undefined) return resolveTarget(target, incidents);
  throw new AppError('not_an_arn', 'That link names no incident. /incident list shows the open ones.');
}

const restricted: ReadonlySet<string> = new Set(['account_not_allowed', 'access_denied', 'shared_channel']);

/** Slack has its own text for some errors; the others get ours. */
function paneError(error: AppError): NonNullable<Shown['error']> {
  if (error.code === 'no_such_incident') return { status: 'not_found' };
  if (error.transient && error.code !== 'throttled') return { status: 'timeout' };
  const title = restricted.has(error.code) ? 'The app may not show this' : 'The details cannot be shown';
  return { status: 'custom', custom_title: title, custom_message: error.message };
}

/**
 * Fills a user's details pane. A pane that is already closed is not an error.
 * @returns whether Slack refused the Work Object itself
 * @throws AppError when Slack did not answer
 */
export async function present(
  { slack, log }: Pick<Services, 'slack' | 'log'>,
  shown: EntityPresentDetailsArguments,
): Promise<boolean> {
  try {
    await slack.entity.presentDetails(shown);
    return false;
  } catch (error) {
    const fault = toSlackError(error);
    const isAboutMetadata = metadataRefusal(error) !== undefined;
    if (!isAboutMetadata && !isSlackRefusal(fault)) throw fault;
    log.debug('details pane could not be filled', { code: fault.code, reason: fault.message });
    return isAboutMetadata;
  }
}

/** The details pane in the payload of its edit. */
interface EditedPane {
  external_ref?: { id?: string };
  entity_url?: string;
  channel?: string;
}

/**
 * Saves an edit made in the details pane, in the same way and with the same permission as the card's Edit form. An error
 * is shown in the pane.
 * @param attempt 1 the first time
 * @throws AppError for a transient failure
 * @see https://docs.slack.dev/messaging/work-objects-implementation#editing-view-submission
 */
export async function saveDetails(
  body: ViewSubmitAction,
  atMs: number,
  attempt: number,
  services: PaneServices & EditSaving,
): Promise<void> {
  const pane: EditedPane = body.view;
  const { external_ref: { id: externalId = '' } = {}, entity_url: url = '', channel = '' } = pane;
  const user = body.user.id;
  const submission = parseSubmission(body, atMs);
  const trigger_id = body.trigger_id;
  const refuse = (why: string) =>
    present(services, { trigger_id, error: { status: 'edit_error', custom_message: why } });
  try {
    const again = await save(submission, externalId, channel, services);
    if (again !== undefined) {
      await refuse(again);
      return;
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('an edit in the details pane could not be saved', { code: error.code, attempt, user });
    if (shouldReport(error, attempt)) {
      await refuse((await orAlreadyWritten(services, submission.key, error)).message);
    }
    if (error.transient) throw error;
    return;
  }
  const place = { url, ...(channel !== '' && { channel }) };
  await presentDetails({ user, triggerId: trigger_id, externalId, ...place }, services);
}

/** @returns why the user has to check the edit again; `undefined` when it is saved */
async function save(
  submission: Submission,
  externalId: string,
  channel: string,
  services: EditSaving & Pick<Services, 'permissions' | 'panes'>,
): Promise<string | undefined> {
  const { user, key, atMs } = submission;
  const editor = await services.permissions.editor(user);
  const arn = parseIncidentArn(externalId)?.arn;
  const seen = arn === undefined ? undefined : await services.panes.recall(user, arn);
  if (arn === undefined || seen === undefined) throw staleForm();
  const sent = { ...submission, values: formValues(submission.values) };
  const metadata = { arn, channel, seenMs: seen.seenMs, was: onlyOffered(seen.was, sent.values) };
  const interaction = { requester: { user, channel }, key, atMs, editor };
  const outcome = await submitEdit({ submission: sent, metadata, interaction, services });
  if ('line' in outcome) return undefined;
  const { seenMs, was } = outcome.metadata ?? {};
  if (seenMs !== undefined && was !== undefined) await services.panes.remember(user, arn, { seenMs, was });
  return outcome.again;
}

/** The values of the pane under the field names of the Edit form. */
function formValues(values: Submission['values']): Submission['values'] {
  const { title, description, severity } = values;
  return {
    ...(title !== undefined && { [fields.title]: title }),
    ...(severity !== undefined && { [fields.impact]: severity }),
    ...(description !== undefined && { [fields.summary]: description }),
  };
}

/** Fields that the pane did not offer for editing count as unchanged. */
function onlyOffered(was: SeenInPane['was'], values: Submission['values']): SeenInPane['was'] {
  const untouched = fingerprint('');
  return {
    ...was,
    ...(values[fields.title] === undefined && { title: untouched }),
    ...(values[fields.summary] === undefined && { summary: untouched }),
  };
}
