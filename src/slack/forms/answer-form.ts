import type { CardMessage, CardModal } from '../../cards/block-kit/blocks.ts';
import { formAgain } from '../../cards/modals/form-again.ts';
import { doneModal } from '../../cards/modals/loading-modal.ts';
import { lineCard, textBackCard } from '../../cards/surfaces/line-card.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../../web-api/fault.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { Submission } from './submission.ts';

type Answering = Pick<Services, 'slack' | 'log'>;

/** Says what became of a form, in its place; where that was closed, to the person alone. */
export async function answerForm(services: Answering, submission: Submission, line: string): Promise<void> {
  if (await replaced(services, submission, doneModal(submission.view.title.text, line))) return;
  await tellSender(services, submission, lineCard(line));
}

/**
 * Shows a form again with all that was typed and why on top. Where it was closed in between, the person gets the text
 * in a message: nothing typed is lost.
 */
export async function giveFormBack(
  services: Answering,
  submission: Submission,
  why: string,
  privateMetadata?: string,
): Promise<void> {
  if (await replaced(services, submission, formAgain(submission.view, why, privateMetadata))) return;
  const typed = Object.values(submission.view.state.values)
    .flatMap((elements) => Object.values(elements))
    .map(({ value }) => value ?? '')
    .filter((text) => text.trim() !== '');
  const message = typed.length === 0 ? lineCard(why) : textBackCard(why, typed.join('\n\n'));
  await tellSender(services, submission, message);
}

const tellSender = (services: Answering, { user, metadata }: Submission, message: CardMessage) =>
  tell(services.slack, { user, channel: metadata?.channel ?? '' }, message);

/** @returns whether the modal shows it: it may be closed, or Slack may not take the form again */
async function replaced(services: Answering, { view }: Submission, by: CardModal): Promise<boolean> {
  try {
    await services.slack.views.update({ view_id: view.id, view: by });
    return true;
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    if (slackCode(error) !== 'not_found') services.log.error('a form could not be shown again', { error: fault });
    return false;
  }
}
