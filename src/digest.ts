import { createHash } from 'node:crypto';

/**
 * A short hash of a text, to compare it without storing it: 22 characters of base64url, 132 bits of SHA-256. Stored values
 * depend on it, so it must not change.
 */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
