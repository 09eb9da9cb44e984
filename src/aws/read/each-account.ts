import { AppError } from '../../errors.ts';
import type { Gap } from '../../incidents/gap.ts';

/** What was read from several accounts, and a gap for each account that could not be read. */
export interface FromAccounts<T> {
  found: T[];
  gaps: Gap[];
}

/**
 * Reads several accounts in parallel. An account that cannot be read leaves a gap; the others are not affected.
 * @param read returns what it found, with gaps if that is incomplete
 * @throws what the read of the first account threw, when no account answered
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
  const results = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return { found: results.flatMap(({ found }) => found), gaps: [...gaps, ...results.flatMap((each) => each.gaps)] };
}
