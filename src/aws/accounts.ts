import { AppError } from '../errors.ts';
import { isSamePrincipal } from '../incidents/person.ts';
import type { AwsClients } from './clients.ts';
import type { InRegions } from './regions.ts';

/** Says which accounts the app may ask, and as whom. */
export interface Accounts {
  /**
   * The role to assume for an account, `undefined` for the app's own credentials.
   * @throws AppError `account_not_allowed`, before AWS is asked about anything in that account
   */
  roleFor(account: string): Promise<string | undefined>;
  /** All accounts the app may ask. */
  all(): Promise<string[]>;
  /**
   * Whether a principal is the app itself: its own user or role, or one that it assumes. Never throws: where AWS does not
   * say who the app is, `false`.
   */
  isOwn(principal: string): Promise<boolean>;
}

/** An identity that could not be asked for is not asked for again so soon, in milliseconds. */
const unknownMs = 60_000;

/**
 * @param allowed account to role, as `INCIDENT_ACCOUNTS` says; absent: only the account of the app's own credentials
 */
export function createAccounts(
  allowed: ReadonlyMap<string, string | undefined> | undefined,
  clients: AwsClients,
  inRegions: InRegions,
  now: () => number,
): Accounts {
  let own: Promise<{ account: string; principal: string }> | undefined;
  let unknownUntilMs = 0;

  async function askIdentity(): Promise<{ account: string; principal: string }> {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    return inRegions('sts:GetCallerIdentity', async (region) => {
      const sts = await clients.sts(region);
      const { Account: account = '', Arn: principal = '' } = await sts.send(new GetCallerIdentityCommand({}));
      // What is no answer of STS's (a proxy's page) is not to be believed, and least of all for good.
      if (/^\d{12}$/.test(account)) return { account, principal };
      throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
    });
  }

  /** Asked once; many requesters at once share one call. */
  function identity(): Promise<{ account: string; principal: string }> {
    own ??= askIdentity().catch((error: unknown) => {
      own = undefined;
      unknownUntilMs = now() + unknownMs;
      throw error;
    });
    return own;
  }

  const ownAccount = async (): Promise<string> => (await identity()).account;

  async function ownPrincipals(): Promise<string[]> {
    const roles = [...(allowed?.values() ?? [])].filter((role) => role !== undefined);
    if (own === undefined && now() < unknownUntilMs) return roles;
    return identity().then(
      ({ principal }) => [principal, ...roles],
      () => roles,
    );
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
    isOwn: async (principal) => isSamePrincipal(principal, await ownPrincipals()),
    all: async () => (allowed === undefined ? [await ownAccount()] : [...allowed.keys()]),
  };
}
