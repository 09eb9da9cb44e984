import type { WebClient } from '@slack/web-api';
import { digestOf } from '../digest.ts';
import { AppError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

export interface UninstalledMarkOptions {
  store: Pick<Store, 'get' | 'write' | 'remove'>;
  slack: WebClient;
  botToken: string;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/**
 * Remembers that the app was uninstalled, so that notifications and the clock cause no calls with a token that is revoked.
 * Costs nothing while the token works.
 */
export interface UninstalledMark {
  /** Stores that the app was uninstalled. @throws AppError when the store does not answer */
  set(): Promise<void>;
  /**
   * Whether a job has nothing to do because the app is uninstalled. Once a minute `auth.test` is called: if it succeeds,
   * the app is installed again, and the mark is removed.
   * @throws AppError when the store does not answer
   */
  skips(job: Job): Promise<boolean>;
  /**
   * Whether a job failed because the app was uninstalled.
   * @throws AppError when the store does not answer
   */
  explains(job: Job, error: unknown): Promise<boolean>;
}

/** How often the token is tried, in milliseconds. */
const tryEveryMs = 60_000;

/** What Slack sent is handled always; a confirmation concerns SNS alone. */
const needsInstallation = ({ kind }: Job): boolean => kind !== 'slack' && kind !== 'confirm';

export function createUninstalledMark({ store, slack, botToken, now, log }: UninstalledMarkOptions): UninstalledMark {
  // A new installation has a new token.
  const token = digestOf(botToken);
  const key = { partition: `uninstalled ${token}`, sort: 'mark' };
  /** When the token is tried next; `undefined`: this process takes the app for installed. */
  let nextTryMs: number | undefined;

  function rest(): void {
    if (nextTryMs === undefined) log.warn('notifications and status updates are ignored: the app is uninstalled');
    nextTryMs = now() + tryEveryMs;
  }

  async function isInstalledAgain(): Promise<boolean> {
    try {
      await slack.auth.test();
    } catch {
      return false;
    }
    await store.remove(key);
    log.info('the app is installed again');
    return true;
  }

  return {
    async set() {
      await store.write({ ...key, value: { atMs: now() } }, 'anything');
      rest();
    },
    async skips(job) {
      if (nextTryMs === undefined || !needsInstallation(job)) return false;
      if (now() < nextTryMs) return true;
      if (await isInstalledAgain()) {
        nextTryMs = undefined;
        return false;
      }
      rest();
      return true;
    },
    async explains(job, error) {
      const isRefused = error instanceof AppError && error.code === 'slack_token_refused';
      if (!isRefused || !needsInstallation(job) || (await store.get(key)) === undefined) return false;
      rest();
      return true;
    },
  };
}
