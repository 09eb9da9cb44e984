import type { App, ViewSubmitAction } from '@slack/bolt';
import { callbackIds } from '../../cards/block-kit/action-ids.ts';
import { AppError } from '../../errors.ts';
import { submitMore } from '../actions/submit-more.ts';
import { alreadyWritten, shouldReport } from '../requester/failures.ts';
import type { Services } from '../services.ts';
import { answerForm, returnForm } from './answer-form.ts';
import { submitEdit } from './edit.ts';
import { writeMetadata } from './form-metadata.ts';
import {
  submitApproval,
  submitEngage,
  submitInvestigate,
  submitNote,
  submitPick,
  submitRelated,
  submitShow,
} from './handlers.ts';
import { submitStart } from './start.ts';
import {
  type FormHandler,
  type Outcome,
  parseSubmission,
  type ReaderHandler,
  type Submission,
  staleForm,
} from './submission.ts';

/** Registers the listener for submitted forms. */
export function listenForForms(bolt: App, services: Services): void {
  bolt.view<ViewSubmitAction>(/^incident:/, async ({ body, context }) => {
    const submission = parseSubmission(body, Number(context.receivedAtMs));
    await submitted(submission, Number(context.attempt), services);
  });
}

const handlers: Readonly<Record<string, FormHandler>> = {
  [callbackIds.note]: submitNote,
  [callbackIds.edit]: submitEdit,
  [callbackIds.start]: submitStart,
  [callbackIds.addRelated]: submitRelated,
  [callbackIds.engage]: submitEngage,
  [callbackIds.approve]: submitApproval,
  [callbackIds.investigate]: submitInvestigate,
  [callbackIds.pick]: submitPick,
};

/** Forms that everyone may submit: they change nothing in AWS, or each of their choices checks the permission. */
const readers: Readonly<Record<string, ReaderHandler>> = {
  [callbackIds.show]: submitShow,
  [callbackIds.more]: submitMore,
};

/** The callback ids of all forms. */
export const formIds = [...Object.keys(handlers), ...Object.keys(readers)];

/**
 * Carries out a submitted form, which the front has closed: the requester gets one private line, or the form again with its
 * input.
 * @param attempt 1 the first time
 * @throws AppError for a transient failure
 */
export async function submitted(submission: Submission, attempt: number, services: Services): Promise<void> {
  if (!formIds.includes(submission.view.callback_id)) return;
  let outcome: Outcome | 'told';
  try {
    outcome = await handle(submission, services);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, transient } = error;
    services.log.info('form refused', { code, attempt, user: submission.user });
    if (!transient) return returnUnlessWritten(services, submission, message);
    if (shouldReport(error, attempt)) await answerForm(services, submission, message);
    throw error;
  }
  if (outcome === 'told') return;
  if ('line' in outcome) return answerForm(services, submission, outcome.line);
  const { again, metadata } = outcome;
  await returnUnlessWritten(services, submission, again, metadata && writeMetadata(metadata));
}

/** Shows the form again, unless its change is already written: a write that succeeded is never offered again. */
export async function returnUnlessWritten(
  services: Pick<Services, 'slack' | 'journal' | 'log'>,
  submission: Submission,
  why: string,
  privateMetadata?: string,
): Promise<void> {
  const done = await alreadyWritten(services, submission.key, why);
  if (done !== undefined) return answerForm(services, submission, done);
  await returnForm(services, submission, why, privateMetadata);
}

async function handle(submission: Submission, services: Services): Promise<Outcome | 'told'> {
  const { user, metadata, key, atMs, view } = submission;
  const read = readers[view.callback_id];
  if (read !== undefined) return read(submission, services);
  const handler = handlers[view.callback_id];
  const editor = await services.permissions.editor(user);
  if (metadata === undefined || handler === undefined) throw staleForm();
  const requester = { user, channel: metadata.channel };
  return handler({ submission, metadata, interaction: { requester, key, atMs, editor }, services });
}
