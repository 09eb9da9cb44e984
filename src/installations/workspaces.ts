import type { Workspace } from '../current-workspace.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import type { Store } from '../store/store.ts';
import type { FoundInstallation, InstallationStore, StoredInstallation } from './installation-store.ts';

/** New tokens for a refresh token. @throws AppError when Slack does not answer, or refuses it */
export type RefreshTokens = (refreshToken: string) => Promise<{
  botToken: string;
  refreshToken: string;
  expiresAtMs: number;
}>;

export interface WorkspacesOptions {
  installations: InstallationStore;
  store: Pick<Store, 'write' | 'remove'>;
  refresh: RefreshTokens;
  /** Milliseconds. */
  now: () => number;
  /** Milliseconds. */
  sleep: (ms: number) => Promise<void>;
  log: Log;
}

/** Where the app is installed, with tokens that work. */
export interface Workspaces {
  /**
   * The installation that serves a workspace: its own, else its organisation's. A token that is about to end is replaced.
   * @throws AppError when a token that ended could not be replaced
   */
  installationOf(workspace: Workspace, preferOrganisation?: boolean): Promise<StoredInstallation | undefined>;
  /** Forgets an installation that this process remembers. */
  forget(id: string): void;
  /**
   * Notes that Slack refused a token, as it does once another process has handled an uninstall. Its installation is read
   * again from the store each time that it is needed, so that a new token is used at once. Nothing ends by it: Slack may
   * accept the token again.
   */
  refused(token: string, error: AppError): void;
  /** What Slack said about a token that it refused within the last minute. */
  refusalOf(token: string): AppError | undefined;
}

/** How long an installation is remembered, in milliseconds, unless Slack refuses its token. */
const cacheMs = 60_000;
/** How long a token that Slack refused is not used again, in milliseconds. */
const refusedMs = 60_000;
const cacheSize = 500;
/** A token is replaced when less than this is left of its twelve hours, in milliseconds. */
const refreshBeforeMs = 7_200_000;
/** How long one process keeps the others from replacing the same token, in milliseconds. */
const lockMs = 30_000;
/** How often and how long a process waits whose token has ended while another replaces it, in milliseconds. */
const pollMs = 250;
const polls = 40;

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { installations, store, refresh, now, sleep, log } = options;
  const recent = createRecent<StoredInstallation>(cacheSize, now);
  const refusals = createRecent<AppError>(cacheSize, now);
  const reading = new Map<string, Promise<StoredInstallation | undefined>>();

  const endsSoon = ({ expiresAtMs, tokens }: StoredInstallation): boolean =>
    expiresAtMs !== undefined && tokens.refreshToken !== undefined && expiresAtMs - now() <= refreshBeforeMs;

  const hasEnded = ({ expiresAtMs = Number.POSITIVE_INFINITY }: StoredInstallation): boolean => expiresAtMs <= now();

  async function read(id: string): Promise<StoredInstallation | undefined> {
    const found = await installations.get(id);
    if (found === undefined) return undefined;
    const installation = endsSoon(found.installation) ? await replaceTokens(found) : found.installation;
    // The first key seals it from now on: an old key can be removed once every installation was used.
    if (found.isSealedByOldKey && installation === found.installation)
      await installations.put(installation, found.version);
    return installation;
  }

  /** A refresh token is good for one use, so one process uses it, and the others take what it stored. */
  async function replaceTokens({ installation, version }: FoundInstallation): Promise<StoredInstallation> {
    const { id, tokens } = installation;
    const lock = { partition: 'token refreshes', sort: id };
    const held = await store.write({ ...lock, value: true, expiresAtMs: now() + lockMs }, 'absent');
    if (held === undefined) return hasEnded(installation) ? waitForTokens(id) : installation;
    try {
      // Another process may have replaced them between the read and the lock.
      const current = await installations.get(id);
      if (current === undefined || current.version !== version) return current?.installation ?? installation;
      const { expiresAtMs, ...fresh } = await refresh(tokens.refreshToken ?? '');
      const renewed = { ...installation, expiresAtMs, tokens: fresh };
      // Not written: the app was installed again meanwhile, with newer tokens.
      if (!(await installations.put(renewed, version))) return (await installations.get(id))?.installation ?? renewed;
      log.info('token replaced', { team: id });
      return renewed;
    } catch (error) {
      if (hasEnded(installation)) throw error;
      log.warn('token could not be replaced: the old one still works', { team: id, error });
      return installation;
    } finally {
      // Where this took longer than the lock lasts, the lock is another process's by now.
      await store.remove(lock, held);
    }
  }

  async function waitForTokens(id: string): Promise<StoredInstallation> {
    for (let tries = 0; tries < polls; tries += 1) {
      await sleep(pollMs);
      const found = await installations.get(id);
      if (found !== undefined && !hasEnded(found.installation)) return found.installation;
    }
    throw new AppError('slack_unavailable', 'The app’s token is being replaced. Retrying automatically.');
  }

  /** Concurrent jobs of this process share one read. */
  async function get(id: string): Promise<StoredInstallation | undefined> {
    if (id === '') return undefined;
    const cached = recent.get(id);
    if (cached !== undefined && refusals.get(cached.tokens.botToken) === undefined) return cached;
    const running = reading.get(id) ?? readAndRemember(id);
    reading.set(id, running);
    return running;
  }

  function readAndRemember(id: string): Promise<StoredInstallation | undefined> {
    const running = read(id)
      .then((installation) => {
        const isForgotten = reading.get(id) !== running;
        if (installation === undefined || isForgotten) return installation;
        const { expiresAtMs = Number.POSITIVE_INFINITY } = installation;
        recent.set(id, installation, Math.max(0, Math.min(cacheMs, expiresAtMs - now())));
        return installation;
      })
      .finally(() => {
        if (reading.get(id) === running) reading.delete(id);
      });
    return running;
  }

  return {
    async installationOf({ teamId, enterpriseId }, preferOrganisation = false) {
      const [first, second] = preferOrganisation ? [enterpriseId, teamId] : [teamId, enterpriseId];
      const own = (await get(first)) ?? (await get(second));
      if (own !== undefined || enterpriseId !== '') return own;
      // The configuration names a workspace and not its organisation.
      const organisations = (await installations.list()).filter(({ isEnterpriseInstall }) => isEnterpriseInstall);
      return organisations.length === 1 ? get(organisations[0]?.enterpriseId ?? '') : undefined;
    },
    forget(id) {
      recent.set(id, {} as StoredInstallation, 0);
      // What is being read may be what ended.
      reading.delete(id);
    },
    refused: (token, error) => refusals.set(token, error, refusedMs),
    refusalOf: (token) => refusals.get(token),
  };
}
