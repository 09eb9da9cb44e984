import type { CardMessage, CardModal } from '../../cards/block-kit/blocks.ts';
import { formAgain } from '../../cards/modals/form-again.ts';
import { doneModal } from '../../cards/modals/loading-modal.ts';
import { lineCard, textBackCard } from '../../cards/surfaces/line-card.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../../web-api/fault.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { Submission } from './submission.ts';

type Answering = Pick<Services, 'slack' | 'log'>;

/** Shows the outcome of a form in its modal or, if that is closed, in a private answer. */
export async function answerForm(services: Answering, submission: Submission, line: string): Promise<void> {
  if (await replaced(services, submission, doneModal(submission.view.title.text, line))) return;
  await tellRequester(services, submission, lineCard(line));
}

/**
 * Shows a form again, with its input and the reason on top. If the modal is closed, the requester gets the input in a
 * private answer, so that nothing typed is lost.
 */
export async function returnForm(
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
  await tellRequester(services, submission, message);
}

const tellRequester = (services: Answering, { user, metadata }: Submission, message: CardMessage) =>
  tell(services.slack, { user, channel: metadata?.channel ?? '' }, message);

/** @returns whether the modal shows it: it may be closed, or Slack may reject the form */
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
