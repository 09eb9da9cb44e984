import type { Delivery } from './queue.ts';

/** What a person is told of a job that was given up, and what its line in the log holds: by it the one leads to the other. */
export const referenceOf = ({ id }: Pick<Delivery, 'id'>): string => id.slice(-8);
