import { AppError } from '../errors.ts';

/**
 * What passes by itself: somebody else holds the file (5, 6), the disk fails or is full (10, 13), the file cannot be
 * opened for a while (14).
 * @see https://www.sqlite.org/rescode.html
 */
const passing = new Set([5, 6, 10, 13, 14]);

/** A coded error for what SQLite threw. A fault that is our own comes back as it was thrown. */
export function toSqliteError(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) : 0;
  // The lower byte is the kind, the rest says more of it.
  if (!passing.has(code % 256)) return thrown;
  return new AppError('storage_unavailable', 'The app cannot use its database now. Retrying automatically.', {
    cause: thrown,
  });
}
