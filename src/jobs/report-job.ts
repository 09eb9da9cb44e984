import type { Log } from '../log.ts';
import type { JobOutcome, Metrics } from '../metrics.ts';
import type { GivenUp } from './give-up.ts';
import type { Delivery } from './queue.ts';

/** Reports how an attempt at a job ended. */
export type ReportEnd = (outcome: Exclude<JobOutcome, 'deferred'> | GivenUp) => void;

export interface ReportJobOptions {
  /** Milliseconds of a monotonic clock. */
  elapsed: () => number;
  log: Log;
  metrics?: Metrics | undefined;
}

/**
 * Reports that an attempt at a job starts, in the log.
 * @param facts more fields for the log
 * @returns reports its end, in the log and in the metrics
 */
export function reportJob(
  { job: { kind }, attempt, group }: Delivery,
  { elapsed, log, metrics }: ReportJobOptions,
  facts: { messageId?: string } = {},
): ReportEnd {
  const begunMs = elapsed();
  log.debug('job started', { kind, attempt, ...facts, group });
  return (ended) => {
    const outcome = ended === 'job deferred' ? 'deferred' : ended;
    const durationMs = Math.round(elapsed() - begunMs);
    log.debug('job ended', { kind, attempt, ...facts, outcome, durationMs });
    metrics?.jobEnded(kind, outcome, durationMs);
  };
}
