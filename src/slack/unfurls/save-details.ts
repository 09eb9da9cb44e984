import type { ViewSubmitAction } from '@slack/bolt';
import { fields } from '../../cards/modals/inputs.ts';
import { customFields } from '../../cards/surfaces/work-object.ts';
import { AppError } from '../../errors.ts';
import { parseIncidentArn } from '../../incidents/arn.ts';
import { sentEdit } from '../forms/edit.ts';
import { fingerprint } from '../forms/form-metadata.ts';
import { staleForm } from '../forms/handler.ts';
import { parseSubmission, type Submission } from '../forms/submission.ts';
import { mayTellNow } from '../requester/answering.ts';
import type { Services } from '../services.ts';
import { toldAsDone } from '../writes/done-all-the-same.ts';
import type { SeenInPane } from './pane-memory.ts';
import { present, presentDetails } from './present-details.ts';

/** What Slack tells of the pane that was edited. */
interface EditedPane {
  external_ref?: { id?: string };
  entity_url?: string;
  channel?: string;
}

/**
 * Saves what somebody edited in a details pane: the same way, and by the same permission, as the form behind the card's
 * Edit button. What cannot be saved is said in the pane.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
 * @see https://docs.slack.dev/messaging/work-objects-implementation#editing-view-submission
 */
export async function saveDetails(
  body: ViewSubmitAction,
  atMs: number,
  attempt: number,
  services: Services,
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
    if (again !== undefined) return await refuse(again);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('an edit could not be saved', { code: error.code, attempt, user });
    if (mayTellNow(error, attempt)) {
      await refuse((await toldAsDone(services, submission.key, error)).message);
    }
    if (error.transient) throw error;
    return;
  }
  const place = { url, ...(channel !== '' && { channel }) };
  await presentDetails({ user, triggerId: trigger_id, externalId, ...place }, services);
}

/** @returns why the person has to look at it again, `undefined` when it is saved */
async function save(
  submission: Submission,
  externalId: string,
  channel: string,
  services: Services,
): Promise<string | undefined> {
  const { user, key, atMs } = submission;
  const editor = await services.permissions.editor(user);
  const arn = parseIncidentArn(externalId)?.arn;
  const seen = arn === undefined ? undefined : await services.panes.recall(user, arn);
  if (arn === undefined || seen === undefined) throw staleForm();
  const sent = { ...submission, values: formValues(submission.values) };
  const metadata = { arn, channel, seenMs: seen.seenMs, was: whereAsked(seen.was, sent.values) };
  const doing = { requester: { user, channel }, key, atMs, editor };
  const outcome = await sentEdit({ submission: sent, metadata, doing, services });
  if ('line' in outcome) return undefined;
  const { seenMs, was } = outcome.metadata ?? {};
  if (seenMs !== undefined && was !== undefined) await services.panes.remember(user, arn, { seenMs, was });
  return outcome.again;
}

/** The pane's fields by the names that the form has for them. */
function formValues(values: Submission['values']): Submission['values'] {
  const { title, description, [customFields.impact]: impact } = values;
  return {
    ...(title !== undefined && { [fields.title]: title }),
    ...(impact !== undefined && { [fields.impact]: impact }),
    ...(description !== undefined && { [fields.summary]: description }),
  };
}

/** What the pane did not offer for editing did not change. */
function whereAsked(was: SeenInPane['was'], values: Submission['values']): SeenInPane['was'] {
  const untouched = fingerprint('');
  return {
    ...was,
    ...(values[fields.title] === undefined && { title: untouched }),
    ...(values[fields.summary] === undefined && { summary: untouched }),
  };
}
