import { type Correlation, currentCorrelation } from '../correlation.ts';
import type { Delivery, JobQueue } from './queue.ts';

/** Makes a queue whose jobs carry the correlation of the work that sends them, unless they have one of their own. */
export function correlated<Q extends Pick<JobQueue, 'send'>>(queue: Q): Q {
  return {
    ...queue,
    async send(jobs) {
      const correlation = currentCorrelation();
      if (correlation === undefined) return queue.send(jobs);
      return queue.send(jobs.map((each) => ({ ...each, job: { correlation, ...each.job } })));
    },
  };
}

/** The correlation of a job, also of one that was stored by a version without. */
export const correlationOf = (delivery: Delivery): Correlation =>
  delivery.job.correlation ?? { id: referenceOf(delivery), atMs: delivery.sentAtMs };

/**
 * The reference of a failed job, shown to its requester: the correlation id, which every log line about the request carries.
 * For a job without one, the end of its own id.
 */
export const referenceOf = ({ id, job }: Pick<Delivery, 'id' | 'job'>): string => job.correlation?.id ?? id.slice(-8);
