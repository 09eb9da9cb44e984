import type { Delivery } from './queue.ts';

/**
 * The reference of a failed job, shown to its requester: the correlation id, which every log line about the request carries.
 * For a job without one, the end of its own id.
 */
export const referenceOf = ({ id, job }: Pick<Delivery, 'id' | 'job'>): string => job.correlation?.id ?? id.slice(-8);
