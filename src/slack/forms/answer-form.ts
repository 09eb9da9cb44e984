import { callbackIds } from '../../cards/block-kit/action-ids.ts';
import type { CardMessage, CardModal } from '../../cards/block-kit/blocks.ts';
import { formAgain } from '../../cards/modals/form-again.ts';
import { lineCard, textBackCard } from '../../cards/surfaces/line-card.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../../web-api/fault.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { Submission } from './submission.ts';

type Answering = Pick<Services, 'slack' | 'log'>;

/** Tells the requester the outcome of a form, which has closed, in one private line. */
export async function answerForm(services: Answering, submission: Submission, line: string): Promise<void> {
  await tellRequester(services, submission, lineCard(line));
}

/**
 * Opens a form again, with its input and the reason on top. Slack allows that for three seconds after the submission; later
 * the requester gets the input in a private answer, so that nothing typed is lost.
 */
export async function returnForm(
  services: Answering,
  submission: Submission,
  why: string,
  privateMetadata?: string,
): Promise<void> {
  // A menu of actions has no input to return.
  if (submission.view.callback_id === callbackIds.more) return answerForm(services, submission, why);
  if (await reopened(services, submission, formAgain(submission.view, why, privateMetadata))) return;
  const typed = Object.values(submission.view.state.values)
    .flatMap((elements) => Object.values(elements))
    .map(({ value }) => value ?? '')
    .filter((text) => text.trim() !== '');
  const message = typed.length === 0 ? lineCard(why) : textBackCard(why, typed.join('\n\n'));
  await tellRequester(services, submission, message);
}

const tellRequester = (services: Answering, { user, metadata }: Submission, message: CardMessage) =>
  tell(services.slack, { user, channel: metadata?.channel ?? '' }, message);

const tooLate: ReadonlySet<string | undefined> = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
]);

/** @returns whether the form is open: the submission may be too old, or Slack may reject the form */
async function reopened(services: Answering, { triggerId }: Submission, view: CardModal): Promise<boolean> {
  try {
    await services.slack.views.open({ trigger_id: triggerId, view });
    return true;
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    if (!tooLate.has(slackCode(error))) services.log.error('a form could not be shown again', { error: fault });
    return false;
  }
}
