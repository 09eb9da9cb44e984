import { AppError } from '../errors.ts';

/**
 * The transient result codes: another connection holds the file (5, 6), the disk fails or is full (10, 13), the file cannot
 * be opened (14).
 * @see https://www.sqlite.org/rescode.html
 */
const transientCodes = new Set([5, 6, 10, 13, 14]);

/** Converts what SQLite threw into an AppError `storage_unavailable` if it is transient. Any other error is a bug: unchanged. */
export function toSqliteError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) : 0;
  // The lower byte is the primary result code.
  if (!transientCodes.has(code % 256)) return thrown;
  return new AppError('storage_unavailable', 'The app cannot use its database now. Retrying automatically.', {
    cause: thrown,
  });
}
