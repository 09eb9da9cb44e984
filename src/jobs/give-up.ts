import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Delivery } from './queue.ts';
import { referenceOf } from './reference.ts';

/** What becomes of a job that is given up: it is kept as a dead letter, or its work was put off and this job is over. */
export type GivenUp = 'dead letter' | 'job deferred';

/** A job that could be neither put off nor told comes back after so long, in milliseconds. */
export const keptMs = 60_000;

/**
 * Gives a job up: logs it, and decides what becomes of it.
 * @param tell decides, and tells those who wait for the job
 * @param facts more fields for the log
 * @returns `kept` where what becomes of the job could not be noted for a reason that can pass: it must not be lost
 */
export async function giveUp(
  delivery: Delivery,
  error: unknown,
  tell: () => Promise<GivenUp>,
  log: Log,
  facts: { messageId?: string } = {},
): Promise<GivenUp | 'kept'> {
  const reference = referenceOf(delivery);
  log.error('job given up', { kind: delivery.job.kind, attempt: delivery.attempt, ...facts, reference, error });
  try {
    return await tell();
  } catch (fault) {
    log.error('requester could not be told', { reference, error: fault });
    return fault instanceof AppError && fault.retryable ? 'kept' : 'dead letter';
  }
}

/** Why a dead letter is one, for its row or message. */
export const deadLetterReason = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
