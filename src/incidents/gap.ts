import { AppError } from '../errors.ts';

/** A part of a listing that could not be read. The rest of the listing is complete. */
export interface Gap {
  account: string;
  /** One line for people. */
  why: string;
  /** The error of the account; absent when it only has more entries than were read. */
  fault?: AppError;
}

const accountsNamed = 3;

/** What a listing lacks, in one line for people; `undefined` when it is complete. */
export function gapLine(gaps: readonly Gap[]): string | undefined {
  const [first] = gaps;
  if (first === undefined) return undefined;
  const accounts = [...new Set(gaps.map(({ account }) => account))];
  const rest = accounts.length - accountsNamed;
  const named = `${accounts.slice(0, accountsNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `Not everything in ${accounts.length === 1 ? 'account' : 'accounts'} ${named} could be read: ${first.why}`;
}

/**
 * Rejects "not found" after an incomplete listing: the item may be in an account that could not be read.
 * @throws AppError when there are gaps; a transient one when a retry can help
 */
export function throwGap(gaps: readonly Gap[]): void {
  const line = gapLine(gaps);
  if (line === undefined) return;
  const faults = gaps.flatMap(({ fault }) => fault ?? []);
  const cause = faults.find(({ transient }) => transient) ?? faults[0];
  const { retryAfterMs } = cause ?? {};
  throw new AppError(cause?.code ?? 'no_such_incident', line, { cause, ...(retryAfterMs && { retryAfterMs }) });
}
