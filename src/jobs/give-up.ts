import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { referenceOf } from './correlate.ts';
import type { Delivery } from './queue.ts';

/** The outcome of a job that was given up: a dead letter, or its work was deferred and the job is done. */
export type GivenUp = 'dead letter' | 'job deferred';

/** The retry delay of a job whose outcome could be neither stored nor reported, in milliseconds. */
export const keptMs = 60_000;

/**
 * Gives a job up: logs it and determines its outcome.
 * @param tell determines the outcome, and tells those who wait for the job
 * @param facts more fields for the log
 * @returns `kept` when a retryable error prevented storing the outcome: the job must stay in the queue
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
    log.error('requester not told of failed job', { reference, error: fault });
    return fault instanceof AppError && fault.retryable ? 'kept' : 'dead letter';
  }
}

/** The stored reason of a dead letter. */
export const deadLetterReason = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
