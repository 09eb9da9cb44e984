import { errorCard, lineCard } from '../../cards/surfaces/line-card.ts';
import { ended } from '../../cards/text/sentence.ts';
import { failureReason } from '../../dead-letters/reason.ts';
import { AppError } from '../../errors.ts';
import { referenceOf } from '../../jobs/correlate.ts';
import type { Delivery } from '../../jobs/queue.ts';
import { answerForm, returnForm } from '../forms/answer-form.ts';
import { formOf, interactionKey } from '../forms/submission.ts';
import type { Services } from '../services.ts';
import { type Requester, requesterOf, tell } from './requester.ts';

/**
 * Whether a failure is reported to the requester now: a failure that is retried only at the first attempt, and not while
 * Slack does not answer. Where the app was removed there is no one to report it to.
 */
export const shouldReport = ({ code, transient, isSlackUnavailable }: AppError, attempt: number): boolean =>
  code !== 'workspace_left' && (!transient || (attempt === 1 && !isSlackUnavailable));

/** The services that reporting a failure takes. */
export type Reporting = Pick<Services, 'slack' | 'journal' | 'log'>;

/**
 * Runs an action for a requester, and reports a failure to them privately, in one line. A transient failure is reported
 * once and thrown, so that the job is retried.
 * @param attempt 1 the first time
 * @param key the key of the interaction, for an action that may write
 * @throws AppError for a transient failure, or whatever else is thrown
 */
export async function withErrorReply(
  services: Reporting,
  requester: Requester,
  attempt: number,
  action: () => Promise<void>,
  key = '',
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('request refused', { code: error.code, attempt, user: requester.user });
    if (shouldReport(error, attempt))
      await tell(services.slack, requester, errorCard(await orAlreadyWritten(services, key, error)));
    if (error.transient) throw error;
  }
}

/**
 * The message for a failure after the requested change was written, so that the requester does not repeat it.
 * @param key the key of the interaction
 * @param why the message of the failure
 * @returns `undefined` if nothing is known to be written
 */
export async function alreadyWritten(
  { journal }: Pick<Services, 'journal'>,
  key: string,
  why: string,
): Promise<string | undefined> {
  if (!(await journal.written(key))) return undefined;
  return `The change was made in Incident Manager, so do not send it again. A later step failed: ${ended(why)}`;
}

/** The error with that message, if the change was written; else the error itself. */
export async function orAlreadyWritten(
  services: Pick<Services, 'journal'>,
  key: string,
  error: AppError,
): Promise<AppError> {
  const done = error.transient ? undefined : await alreadyWritten(services, key, error.message);
  return done === undefined ? error : new AppError(error.code, done, { cause: error });
}

/** Tells the requester that their job failed for good, with a reference that operators find in the log. */
export async function tellRequesterOfFailure(
  services: Pick<Services, 'slack' | 'gate' | 'journal' | 'now' | 'log'>,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const { job } = delivery;
  if (job.kind !== 'slack' && job.kind !== 'unfurl') return;
  if (job.kind === 'slack' && !(await services.gate.isOurs(job.body))) return;
  const form = job.kind === 'slack' ? formOf(job.body, job.receivedAtMs) : undefined;
  const requester = job.kind === 'slack' ? requesterOf(job.body) : { user: job.user, channel: job.channel };
  if (requester === undefined) return;
  const reference = referenceOf(delivery);
  const reason = failureReason(error, services.now() - delivery.sentAtMs);
  const key = job.kind === 'slack' ? interactionKey(job.body) : '';
  const done = await alreadyWritten(services, key, reason);
  if (done !== undefined) {
    const line = `${done} Reference ${reference}.`;
    if (form !== undefined) return answerForm(services, form, line);
    return tell(services.slack, requester, lineCard(line));
  }
  const outcome = (await services.journal.mayBeWritten(key))
    ? 'AWS may have made the change anyway: check the card before you try again.'
    : 'Nothing was changed.';
  const line = `That did not work: ${reason}. ${outcome} Reference ${reference}.`;
  if (form !== undefined) return returnForm(services, form, line);
  await tell(services.slack, requester, lineCard(line));
}
