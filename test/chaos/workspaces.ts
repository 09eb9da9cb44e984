import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { readManifest } from 'slack-aws-sandbox';
import {
  createEmbeddedWorkspaces,
  type EmbeddedSlackOptions,
  type EmbeddedWorkspaces,
  ids,
} from 'slack-aws-sandbox/slack';
import { followRedirect, keys, openInstallPage, publicUrl } from '../support/install-pages.ts';
import type { Random } from './random.ts';
import type { Broken } from './world.ts';

/** A second workspace, which uninstalls the app in the middle of a run. */
export interface ChaosWorkspaces {
  spaces: EmbeddedWorkspaces;
  environment: Record<string, string>;
  /** The app's channels there that are in CHAT_TOPICS, as it names them. */
  channels(of: readonly string[]): string[];
  /** Installs the app in both. */
  install(appUrl: string): Promise<void>;
  /** Uninstalls it in the second, in either order of the events, which Slack sends until they arrive. */
  uninstall(random: Random): Promise<void>;
  /** Notes that the app has handled the event. Later calls change nothing. */
  handled(): void;
  /** What was sent to the second workspace after that, and jobs for it that were given up. */
  broken(database: string, letters: readonly { body: string }[]): Broken[];
}

/** The ids of the first are those of `ids`, so that everything else of a run need not know of a second. */
const [firstLetter, secondLetter] = ['1', 'S'];
const again = { everyMs: 100, times: 600 };

export async function startChaosWorkspaces(options: EmbeddedSlackOptions): Promise<ChaosWorkspaces> {
  const spaces = await createEmbeddedWorkspaces({
    ...options,
    workspaces: [firstLetter, secondLetter],
    manifest: readManifest('manifest.yml'),
  });
  const [first = '', second = ''] = spaces.workspaces.map(({ id }) => id);
  const seen = spaces.workspaces[1]?.seen ?? String;
  let token = '';
  let handledAt: number | undefined;
  return {
    spaces,
    environment: {
      SLACK_BOT_TOKEN: '',
      SLACK_SIGNING_SECRET: spaces.signingSecret,
      SLACK_API_URL: spaces.apiUrl,
      SLACK_CLIENT_ID: spaces.clientId,
      SLACK_CLIENT_SECRET: spaces.clientSecret,
      SLACK_STATE_SECRET: 'state-secret-state-secret',
      PUBLIC_URL: publicUrl,
      INSTALL_TEAMS: `${first},${second}`,
      INSTALLATION_KEYS: keys,
    },
    channels: (of) => of.flatMap((id) => [`${first}:${id}`, `${second}:${seen(id)}`]),
    async install(appUrl) {
      for (const place of [first, second]) {
        let page = { status: 0, text: '' };
        // On a busy machine the app may answer that it is to be tried again.
        for (let tries = 0; tries < again.times && page.status !== 200; tries += 1) {
          const { authorizeUrl, cookie } = await openInstallPage(appUrl);
          page = await followRedirect(appUrl, await spaces.agree(authorizeUrl, place), cookie);
          if (page.status !== 200) await sleep(again.everyMs);
        }
        if (page.status !== 200) throw new Error(`not installed in ${place}: ${page.text}`);
      }
      token = spaces.grantOf(second)?.token ?? '';
    },
    async uninstall(random) {
      const atMs = options.now?.() ?? Date.now();
      await spaces.uninstall(second, [], atMs);
      const types = ['app_uninstalled', 'tokens_revoked'];
      for (const type of random.chance(0.5) ? types : types.reverse()) {
        const tokens = type === 'tokens_revoked' ? { tokens: { oauth: [], bot: [seen(ids.botUser)] } } : {};
        const event = { type, ...tokens, event_ts: String(atMs / 1000) };
        const send = () => spaces.send(event, second, { event_id: `Ev${type}` }).catch(() => 0);
        for (let tries = 0; tries < again.times && (await send()) !== 200; tries += 1) await sleep(again.everyMs);
      }
    },
    handled() {
      handledAt ??= spaces.calls.length;
    },
    broken(database, letters) {
      const late = spaces.calls.slice(handledAt).filter((call) => call.endsWith(` ${token}`));
      const invariant = 'a workspace that uninstalled the app is left alone';
      const own = [second, ...[ids.incidents, ids.checkout].map(seen)];
      const lost = [...parkedIn(database), ...letters.map(({ body }) => body)];
      return [
        ...(late.length > 0 ? [{ invariant, facts: `${late.length} calls after the event: ${late.slice(0, 5)}` }] : []),
        ...lost
          .filter((job) => own.some((id) => job.includes(id)))
          .map((job) => ({ invariant: 'no job for it is given up', facts: job.slice(0, 300) })),
      ];
    },
  };
}

/** The jobs that were given up. In the cloud there is no file. */
function parkedIn(file: string): string[] {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare('SELECT job, reason FROM parked_jobs').all();
    database.close();
    return rows.map((row) => `${row.reason}: ${row.job}`);
  } catch {
    return [];
  }
}
