import { AppError } from '../errors.ts';
import type { AwsClients } from './clients.ts';
import type { InRegions } from './regions.ts';
import { singleFlight } from './single-flight.ts';

/** Says which accounts the app may ask, and as whom. */
export interface Accounts {
  /**
   * The role to assume for an account, `undefined` for the app's own credentials.
   * @throws AppError `account_not_allowed`, before AWS is asked about anything in that account
   */
  roleFor(account: string): Promise<string | undefined>;
  /** All accounts the app may ask. */
  all(): Promise<string[]>;
}

/**
 * @param allowed account to role, as `INCIDENT_ACCOUNTS` says; absent: only the account of the app's own credentials
 */
export function createAccounts(
  allowed: ReadonlyMap<string, string | undefined> | undefined,
  clients: AwsClients,
  inRegions: InRegions,
): Accounts {
  const flights = singleFlight<string>();
  let own: string | undefined;

  const ownAccount = async (): Promise<string> => own ?? flights('own account', askOwnAccount);

  async function askOwnAccount(): Promise<string> {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    own = await inRegions('sts:GetCallerIdentity', async (region) => {
      const sts = await clients.sts(region);
      const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
      // What is no answer of STS's (a proxy's page) is not to be believed, and least of all for good.
      if (/^\d{12}$/.test(account)) return account;
      throw new AppError('aws_unavailable', 'AWS did not answer. Trying again by itself.');
    });
    return own;
  }

  return {
    async roleFor(account) {
      const known = allowed === undefined ? account === (await ownAccount()) : allowed.has(account);
      if (known) return allowed?.get(account);
      throw new AppError(
        'account_not_allowed',
        `Account ${account} is not on this app’s list (INCIDENT_ACCOUNTS). Ask whoever runs the app.`,
      );
    },
    all: async () => (allowed === undefined ? [await ownAccount()] : [...allowed.keys()]),
  };
}
