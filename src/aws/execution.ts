import type { OtherArn } from '../incidents/arn.ts';
import type { Runbook } from '../incidents/runbook.ts';
import type { Accounts } from './accounts.ts';
import type { ReadRunbooks } from './runbooks.ts';

/** Reads one automation execution; what the app's role may not read is its ARN alone. */
export type ReadExecution = (arn: OtherArn) => Promise<Runbook>;

/** @throws AppError `account_not_allowed` from the reader */
export function createReadExecution(accounts: Accounts, readRunbooks: ReadRunbooks): ReadExecution {
  return async ({ arn, account }) => {
    await accounts.roleFor(account);
    const [runbook] = await readRunbooks({ automationExecutions: [arn] });
    return runbook ?? { arn };
  };
}
