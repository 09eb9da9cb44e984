import { AppError } from '../../errors.ts';
import type { Gap } from '../../incidents/gap.ts';

/** What the accounts gave that answered, and what those did not that did not. */
export interface FromAccounts<T> {
  found: T[];
  gaps: Gap[];
}

/**
 * Asks several accounts side by side. One that cannot be read leaves a gap and keeps nothing from the others.
 * @param read gives what it found, and a gap of its own where that is not all there is
 * @throws what the first account's reading threw, where none answered
 */
export async function fromAccounts<T>(
  accounts: readonly string[],
  read: (account: string) => Promise<FromAccounts<T>>,
): Promise<FromAccounts<T>> {
  const answers = await Promise.allSettled(accounts.map(read));
  const refused = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ account: accounts[index] ?? '', error: answer.reason as unknown }] : [],
  );
  const [first] = refused;
  if (first !== undefined && refused.length === accounts.length) throw first.error;
  const gaps = refused.map(({ account, error }): Gap => {
    if (!(error instanceof AppError)) throw error;
    return { account, why: error.message, fault: error };
  });
  const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return { found: told.flatMap(({ found }) => found), gaps: [...gaps, ...told.flatMap((each) => each.gaps)] };
}
