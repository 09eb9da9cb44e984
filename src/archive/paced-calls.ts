import { createPaces } from '../aws/pace.ts';
import { backoffMs } from '../backoff.ts';
import { AppError } from '../errors.ts';

/**
 * What AWS allows in an account and Region, in requests a second.
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 */
export const quotas = {
  ListIncidentRecords: 10,
  GetIncidentRecord: 10,
  ListTimelineEvents: 30,
  GetTimelineEvent: 30,
  ListRelatedItems: 10,
  ListIncidentFindings: 10,
  BatchGetIncidentFindings: 10,
  ListEngagements: 2,
  ListPagesByEngagement: 2,
  GetContact: 20,
} as const;

export type ArchiveOperation = keyof typeof quotas;

/** Half of each, so that the app and people in the console are served as before. */
export const archiveRate = (operation: ArchiveOperation): number => quotas[operation] / 2;

export interface PacedCallsOptions {
  /** Requests a second of an operation in one account. */
  rate: (operation: ArchiveOperation) => number;
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  random: () => number;
}

/** Calls in an account: each waits for its turn, and is tried again while AWS does not answer. */
export type PacedCall = <T>(account: string, operation: ArchiveOperation, call: () => Promise<T>) => Promise<T>;

/** Attempts of a call before its incident is left to the next run; with the pauses about three minutes. */
const mostTries = 10;

/**
 * @returns a function that does calls in their turn
 * @throws AppError what the last try threw; at once, without a call, where AWS has refused that operation in that account
 */
export function createPacedCalls({ rate, now, sleep, random }: PacedCallsOptions): PacedCall {
  const paces = createPaces(now);
  const refused = new Map<string, AppError>();

  return async (account, operation, call) => {
    const key = `${account} ${operation}`;
    const pace = paces(key, rate(operation));
    for (let failures = 1; ; failures += 1) {
      const refusal = refused.get(key);
      if (refusal !== undefined) throw refusal;
      try {
        return await pace(call, Number.POSITIVE_INFINITY);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'access_denied' || error.code === 'not_enabled') refused.set(key, error);
        if (!error.transient || failures >= mostTries) throw error;
        await sleep(error.retryAfterMs ?? backoffMs(failures, random));
      }
    }
  };
}
