import { errorCard } from '../../cards/surfaces/line-card.ts';
import { ended } from '../../cards/text/sentence.ts';
import { AppError } from '../../errors.ts';
import type { Services } from '../services.ts';
import { type Requester, tell } from './requester.ts';

/**
 * Whether a failure is reported to the requester now: a failure that is retried only at the first attempt, and not while
 * Slack does not answer.
 */
export const shouldReport = ({ transient, isSlackUnavailable }: AppError, attempt: number): boolean =>
  !transient || (attempt === 1 && !isSlackUnavailable);

/**
 * Runs an action for a requester, and reports a failure to them privately, in one line. A transient failure is reported
 * once and thrown, so that the job is retried.
 * @param attempt 1 the first time
 * @param key the key of the interaction, for an action that may write
 * @throws AppError for a transient failure, or whatever else is thrown
 */
export async function withErrorReply(
  services: Pick<Services, 'slack' | 'journal' | 'log'>,
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
