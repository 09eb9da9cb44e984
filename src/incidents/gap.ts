import type { AppError } from '../errors.ts';

/** A part of a listing that could not be read: all else in it is whole. */
export interface Gap {
  account: string;
  /** One line for people. */
  why: string;
  /** What the account's reading threw; absent where there is only more than is read of one. */
  fault?: AppError;
}

const accountsNamed = 3;

/** What a listing lacks, in one line for people; `undefined` where it is whole. */
export function gapLine(gaps: readonly Gap[]): string | undefined {
  const [first] = gaps;
  if (first === undefined) return undefined;
  const accounts = [...new Set(gaps.map(({ account }) => account))];
  const rest = accounts.length - accountsNamed;
  const named = `${accounts.slice(0, accountsNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `Not everything in ${accounts.length === 1 ? 'account' : 'accounts'} ${named} could be read: ${first.why}`;
}
