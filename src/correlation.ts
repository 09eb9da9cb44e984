import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';

/** What all jobs and log lines have in common that one request of Slack's, one notification or one tick led to. */
export interface Correlation {
  id: string;
  /** When that request or notification was received, in epoch milliseconds. */
  atMs: number;
  /** Set where a notification led to it: metrics show the time from there to the card. */
  from?: 'notification' | undefined;
}

const running = new AsyncLocalStorage<Correlation>();

/**
 * Runs work on behalf of a request: its log lines and the jobs that it sends carry the request's id.
 *
 * It is kept in the asynchronous context, because every log line needs it but the functions that lead there do not.
 * @see https://nodejs.org/api/async_context.html
 */
export const withCorrelation = <T>(correlation: Correlation, work: () => T): T => running.run(correlation, work);

/** The request on whose behalf the running work is done, where there is one. */
export const currentCorrelation = (): Correlation | undefined => running.getStore();

/**
 * A correlation id: eight hexadecimal digits, short enough to be read out. A request that is sent again has the same.
 * @param source what a repetition has in common with the original, such as the job's deduplication id
 */
export const correlationId = (source: string): string => createHash('sha256').update(source).digest('hex').slice(0, 8);
