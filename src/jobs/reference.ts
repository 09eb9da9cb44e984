import type { Delivery } from './queue.ts';

/** The reference of a failed job: shown to its requester and logged, so that an operator finds the log line. */
export const referenceOf = ({ id }: Pick<Delivery, 'id'>): string => id.slice(-8);
