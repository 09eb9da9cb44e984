import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import type { Store } from '../store/store.ts';
import { toSlackError } from '../web-api/fault.ts';

/** Where the app is installed, and its bot user: what the token belongs to. */
export interface Installation {
  /** The workspace id, or the organisation's when installed for a whole organisation. `''`: Slack did not say. */
  teamId: string;
  /** The Enterprise Grid organisation that the workspace belongs to. */
  enterpriseId?: string;
  /** Whether the app is installed for the whole organisation. */
  isEnterpriseInstall: boolean;
  botId?: string;
  botUserId?: string;
}

export type FindInstallation = () => Promise<Installation>;

/** What `auth.test` answered to this or another process. */
export interface InstallationMemory {
  get(): Promise<Installation | undefined>;
  put(installation: Installation): Promise<void>;
}

const stored = z.object({
  teamId: z.string().min(1),
  enterpriseId: z.string().optional(),
  isEnterpriseInstall: z.boolean(),
  botId: z.string().optional(),
  botUserId: z.string().optional(),
});
/** Slack is asked again after this, in milliseconds: a workspace may have joined an organisation. */
const keepMs = 86_400_000;

/** The stored installation of a token: another token is another installation. */
export const installationKey = (token: string) => ({ partition: `installation ${digestOf(token)}`, sort: 'bot' });

/**
 * Remembers an installation in the store. The store is not needed for it: where it does not answer, Slack does.
 * @param now milliseconds
 */
export function createInstallationMemory(
  store: Pick<Store, 'get' | 'write'>,
  token: string,
  now: () => number,
): InstallationMemory {
  const key = installationKey(token);
  return {
    async get() {
      const item = await store.get(key).catch(() => undefined);
      return stored.safeParse(item?.value).data as Installation | undefined;
    },
    async put(installation) {
      await store
        .write({ ...key, value: { ...installation }, expiresAtMs: now() + keepMs }, 'anything')
        .catch(() => undefined);
    },
  };
}

/**
 * Finds the installation of the token with `auth.test`, unless it is remembered. The answer is cached; a failure is not.
 * @returns a function that throws an AppError when Slack does not answer, or refuses the token
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export function createFindInstallation(slack: WebClient, memory?: InstallationMemory): FindInstallation {
  let known: Promise<Installation> | undefined;

  async function ask(): Promise<Installation> {
    const before = await memory?.get();
    if (before !== undefined) return before;
    try {
      const answer = await slack.auth.test();
      const installation = {
        teamId: answer.team_id ?? '',
        ...(answer.enterprise_id && { enterpriseId: answer.enterprise_id }),
        isEnterpriseInstall: answer.is_enterprise_install === true,
        ...(answer.bot_id && { botId: answer.bot_id }),
        ...(answer.user_id && { botUserId: answer.user_id }),
      };
      await memory?.put(installation);
      return installation;
    } catch (error) {
      known = undefined;
      throw toSlackError(error);
    }
  }

  return () => {
    known ??= ask();
    return known;
  };
}
