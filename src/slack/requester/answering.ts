import { errorCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import type { Services } from '../services.ts';
import { toldAsDone } from '../writes/done-all-the-same.ts';
import { type Requester, tell } from './requester.ts';

/** Whether the requester is told now. A failure that is retried is reported once, and not while Slack does not answer. */
export const mayTellNow = ({ transient, isSlackUnavailable }: AppError, attempt: number): boolean =>
  !transient || (attempt === 1 && !isSlackUnavailable);

/**
 * Does what somebody asked for, and tells them (nobody else) in one line when it cannot be done. A fault that passes by
 * itself is told once and thrown on, so that the job is tried again.
 * @param attempt 1 the first time
 * @param key of the interaction, where it may write
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
    if (mayTellNow(error, attempt))
      await tell(services.slack, requester, errorCard(await toldAsDone(services, key, error)));
    if (error.transient) throw error;
  }
}
