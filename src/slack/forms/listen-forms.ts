import type { App, ViewSubmitAction } from '@slack/bolt';
import { callbackIds } from '../../cards/block-kit/action-ids.ts';
import { AppError } from '../../errors.ts';
import { mayTellNow } from '../requester/answering.ts';
import type { Services } from '../services.ts';
import { doneAllTheSame } from '../writes/done-all-the-same.ts';
import { answerForm, giveFormBack } from './answer-form.ts';
import { sentApproval } from './approve.ts';
import { sentEdit } from './edit.ts';
import { sentEngage } from './engage.ts';
import { writeMetadata } from './form-metadata.ts';
import { type FormHandler, type Outcome, staleForm } from './handler.ts';
import { sentNote, sentRelated } from './note.ts';
import { sentPick } from './pick.ts';
import { sentStart } from './start.ts';
import { parseSubmission, type Submission } from './submission.ts';

/** Connects sent forms to what they do. */
export function listenForForms(bolt: App, services: Services): void {
  bolt.view<ViewSubmitAction>(/^incident:/, async ({ body, context }) => {
    const submission = parseSubmission(body, Number(context.receivedAtMs));
    await submitted(submission, Number(context.attempt), services);
  });
}

const handlers: Readonly<Record<string, FormHandler>> = {
  [callbackIds.note]: sentNote,
  [callbackIds.edit]: sentEdit,
  [callbackIds.start]: sentStart,
  [callbackIds.addRelated]: sentRelated,
  [callbackIds.engage]: sentEngage,
  [callbackIds.approve]: sentApproval,
  [callbackIds.pick]: sentPick,
};

/** Callback ids of the forms that people send. */
export const sendable = Object.keys(handlers);

/**
 * Does what a sent form asks for. The front has put "Saving …" in its place already: here that becomes what was done, or
 * the form again with the person's text.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
 */
export async function submitted(submission: Submission, attempt: number, services: Services): Promise<void> {
  const handler = handlers[submission.view.callback_id];
  if (handler === undefined) return;
  let outcome: Outcome;
  try {
    outcome = await handle(handler, submission, services);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, transient } = error;
    services.log.info('a form asked for what could not be done', { code, attempt, user: submission.user });
    if (!transient) return offerAgain(services, submission, message);
    if (mayTellNow(error, attempt)) await answerForm(services, submission, message);
    throw error;
  }
  if ('line' in outcome) return answerForm(services, submission, outcome.line);
  const { again, metadata } = outcome;
  await offerAgain(services, submission, again, metadata && writeMetadata(metadata));
}

/** Gives the form back, unless what it asks for is written already: that is never offered again. */
export async function offerAgain(
  services: Pick<Services, 'slack' | 'journal' | 'log'>,
  submission: Submission,
  why: string,
  privateMetadata?: string,
): Promise<void> {
  const done = await doneAllTheSame(services, submission.key, why);
  if (done !== undefined) return answerForm(services, submission, done);
  await giveFormBack(services, submission, why, privateMetadata);
}

async function handle(handler: FormHandler, submission: Submission, services: Services): Promise<Outcome> {
  const { user, metadata, key, atMs } = submission;
  const editor = await services.permissions.editor(user);
  if (metadata === undefined) throw staleForm();
  const requester = { user, channel: metadata.channel };
  return handler({ submission, metadata, doing: { requester, key, atMs, editor }, services });
}
