import { readManifest } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedWorkspaces, type EmbeddedWorkspaces, ids } from 'slack-aws-sandbox/slack';
import { followRedirect, keys, openInstallPage, publicUrl } from '../support/install-pages.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

/**
 * The app with two workspaces, N and S, and an organisation with O and P, where it is not installed yet; it may not be
 * installed in X.
 */
export interface WorkspacesApp extends AppUnderTest {
  spaces: EmbeddedWorkspaces;
  /** A person opens the page and agrees. @returns the page that they see at the end */
  install(place: string, without?: readonly string[]): Promise<{ status: number; text: string }>;
}

export async function startWorkspacesApp(
  options: {
    environment?: Record<string, string>;
    rotation?: boolean;
    optionalScopes?: string[];
    deliverBy?: 'socket';
    withoutLeaps?: boolean;
  } = {},
): Promise<WorkspacesApp> {
  const { environment, withoutLeaps = false, ...more } = options;
  const spaces = await createEmbeddedWorkspaces({
    workspaces: ['N', 'S', 'O', 'P', 'X'],
    organisation: ['O', 'P'],
    manifest: readManifest('manifest.yml'),
    rateLimits: false,
    // The clock that the app has: it leaps while the app is idle.
    now: () => Date.now(),
    ...more,
  });
  const [north, south, org] = spaces.workspaces;
  const channel = (at: number) => `${spaces.workspaces[at]?.id}:${spaces.workspaces[at]?.seen(ids.incidents)}`;
  const app = await startApp({
    withoutLeaps,
    environment: {
      SLACK_BOT_TOKEN: '',
      SLACK_SIGNING_SECRET: options.deliverBy === 'socket' ? '' : spaces.signingSecret,
      SLACK_APP_TOKEN: options.deliverBy === 'socket' ? spaces.appToken : '',
      SLACK_API_URL: spaces.apiUrl,
      SLACK_CLIENT_ID: spaces.clientId,
      SLACK_CLIENT_SECRET: spaces.clientSecret,
      SLACK_STATE_SECRET: 'state-secret-state-secret',
      PUBLIC_URL: publicUrl,
      INSTALL_TEAMS: `${north?.id},${south?.id},${spaces.organisation}`,
      INSTALLATION_KEYS: keys,
      CHAT_TOPICS: `${seedTopics.chat}=${[0, 1, 2, 3].map(channel).join('+')}`,
      INCIDENT_EDITORS: [north, south, org].map((each) => each?.seen(ids.ada)).join(','),
      ...environment,
    },
  });
  spaces.setAppUrl(app.appUrl);
  app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
  return {
    ...app,
    spaces,
    async install(place, without) {
      const { authorizeUrl, cookie } = await openInstallPage(app.appUrl);
      return followRedirect(app.appUrl, await spaces.agree(authorizeUrl, place, without), cookie);
    },
    async stop() {
      await app.stop();
      await spaces.close();
    },
  };
}
