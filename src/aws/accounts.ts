import { AppError } from '../errors.ts';
import { isSamePrincipal } from '../incidents/people/person.ts';
import type { AwsClients } from './clients.ts';
import type { InRegions } from './regions.ts';

/** The accounts that the app may call, and the role to assume in each. */
export interface Accounts {
  /**
   * The role to assume for an account; `undefined`: the app's own credentials. Check it before any call about the account.
   * @throws AppError `account_not_allowed`
   */
  roleFor(account: string): Promise<string | undefined>;
  /** All accounts that the app may call. */
  all(): Promise<string[]>;
  /**
   * Whether a principal is the app itself: its own user or role, or a role that it assumes. Never throws; `false` when STS
   * does not answer.
   */
  isOwn(principal: string): Promise<boolean>;
}

/** What is known of the app's own credentials without a request. */
export interface OwnSession {
  account: string;
  /** The name of each session of the app's role. */
  session: string;
}

/**
 * The session of a Lambda function: its role is of the function's account, and the session has the function's name.
 * @param functionArn `invokedFunctionArn`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function sessionOfFunction(functionArn: string): OwnSession | undefined {
  const [, account, session] = /^arn:[\w-]+:lambda:[\w-]+:(\d{12}):function:([\w-]+)/.exec(functionArn) ?? [];
  return account === undefined || session === undefined ? undefined : { account, session };
}

/** Whether a principal may be a session, a role or a user of the app's own: most are not, which costs no request. */
function mayBeOwn(principal: string, own: OwnSession | undefined): boolean {
  const [arn, , , , account, ...rest] = principal.trim().split(':');
  const [kind = '', name = '', session] = rest.join(':').split('/');
  if (arn !== 'arn' || name.startsWith('AWSServiceRole') || name === 'aws-service-role') return false;
  if (own === undefined) return true;
  return account === own.account && (kind !== 'assumed-role' || session === own.session);
}

/** How long `isOwn` waits before it calls STS again after a failure, in milliseconds. */
const retryIdentityMs = 60_000;

/**
 * Creates the accounts.
 * @param allowed account to role (`INCIDENT_ACCOUNTS`); absent: only the account of the app's own credentials
 * @param known what is known of the app's own credentials
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function createAccounts(
  allowed: ReadonlyMap<string, string | undefined> | undefined,
  clients: AwsClients,
  inRegions: InRegions,
  now: () => number,
  known?: OwnSession,
): Accounts {
  let own: Promise<{ account: string; principal: string }> | undefined;
  let retryAtMs = 0;

  async function readIdentity(): Promise<{ account: string; principal: string }> {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    return inRegions('sts:GetCallerIdentity', async (region) => {
      const sts = await clients.sts(region);
      const { Account: account = '', Arn: principal = '' } = await sts.send(new GetCallerIdentityCommand({}));
      // Anything else is not STS's answer, for example a proxy's page. It must not be cached.
      if (/^\d{12}$/.test(account)) return { account, principal };
      throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
    });
  }

  /** Cached; concurrent callers share one call. */
  function identity(): Promise<{ account: string; principal: string }> {
    own ??= readIdentity().catch((error: unknown) => {
      own = undefined;
      retryAtMs = now() + retryIdentityMs;
      throw error;
    });
    return own;
  }

  const readAccount = async (): Promise<string> => known?.account ?? (await identity()).account;

  const assumed = [...(allowed?.values() ?? [])].filter((role) => role !== undefined);

  async function ownPrincipals(): Promise<string[]> {
    if (own === undefined && now() < retryAtMs) return [];
    return identity().then(
      ({ principal }) => [principal],
      () => [],
    );
  }

  return {
    async roleFor(account) {
      const isAllowed = allowed === undefined ? account === (await readAccount()) : allowed.has(account);
      if (isAllowed) return allowed?.get(account);
      throw new AppError(
        'account_not_allowed',
        `Account ${account} is not on this app's list (INCIDENT_ACCOUNTS). Ask whoever runs the app.`,
      );
    },
    async isOwn(principal) {
      if (isSamePrincipal(principal, assumed)) return true;
      return mayBeOwn(principal, known) && isSamePrincipal(principal, await ownPrincipals());
    },
    all: async () => (allowed === undefined ? [await readAccount()] : [...allowed.keys()]),
  };
}
