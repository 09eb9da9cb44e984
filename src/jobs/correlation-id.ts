import { createHash } from 'node:crypto';

/**
 * A correlation id: eight hexadecimal digits, short enough to be read out. A request that is sent again has the same.
 * @param source what a repetition has in common with the original, such as the job's deduplication id
 */
export const correlationId = (source: string): string => createHash('sha256').update(source).digest('hex').slice(0, 8);
